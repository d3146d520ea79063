// Draws the open slot once and paints what stands in it. A unit is what shares one "Could not" and one line of words.

class Drawing extends Delivery {
  draw() {
    Object.assign(this, { units: [], keptWords: null, footWords: null, tabWords: null });
    this.controls = new Map(); // the control of each field
    const focus = this.root.activeElement?.closest("[data-field]")?.dataset.field;
    const slot = this.slot(), here = (row) => row.slots.includes(slot.key);
    const blocks = this.data.blocks.map((block) => (block.rows ? { ...block, rows: block.rows.filter(here) } : block)).filter((block) => !block.rows || block.rows.length || block.voice);
    const wide = blocks.filter((block) => ["fields", "sides"].includes(block.layout));
    const beside = blocks.filter((block) => !wide.includes(block));
    this.top = h("header", { class: "top" });
    this.tabs = h("nav", { class: "slots", "aria-label": `Slots of dose ${this.data.dose}` });
    this.foot = h("div", { class: "foot" });
    this.kept = h("div", { class: "kept", role: "status" });
    this.grid = h("div", { class: "gridbox", role: "region", "aria-label": "All slots, for checking", tabindex: "0" });
    this.body.replaceChildren(
      this.top, this.tabs,
      h("div", { class: "sheet" },
        this.drawSet(slot),
        wide.map((block) => this.drawBlock(block)),
        h("div", { class: "two" },
          h("div", {}, beside.map((block) => this.drawBlock(block))),
          h("section", { class: "b" }, h("div", { class: "hd" }, h("h2", {}, "All slots, for checking"), h("p", {}, "Tap a cell to go there.")),
            this.grid, h("p", { class: "key" }, "Dashed: planned and empty. Blank: not planned or not yet due.")))),
      this.foot);
    this.drawTop();
    this.paint();
    if (focus) this.controls.get(focus)?.querySelector('input, [tabindex="0"]')?.focus({ preventScroll: true });
  }

  drawTop() {
    const { person } = this.data;
    const fact = ([label, text], n) => h("div", {}, h("dt", {}, label), h("dd", {}, n ? text : h("b", {}, text)));
    this.elapsed = h("strong");
    this.elapsedFrom = h("small");
    this.top.replaceChildren(
      h("div", { class: "who", role: "region", "aria-label": "Who this is" }, h("dl", {}, person.map(fact)), h("div", { class: "clock", role: "timer" }, this.elapsed, this.elapsedFrom)),
      this.kept);
  }

  drawSet(slot) {
    const echo = h("small", { class: "echo", role: "status" });
    const typed = h("input", {
      placeholder: "or 1430", "aria-label": "Typed time for the whole set", autocomplete: "off", value: this.set.taken,
      onchange: () => {
        const text = typed.value.trim(), read = text ? this.typedTime(text) : {};
        Object.assign(this.set, { taken: read.problem ? "" : text, typedAt: this.now() });
        asTapped.setAttribute("aria-pressed", String(!this.set.taken));
        echo.textContent = read.problem ?? (text ? `taken ${read.at ? this.clock(read.at) : text}` : "");
      },
    });
    const asTapped = h("button", { "aria-pressed": String(!this.set.taken), onclick: () => { typed.value = ""; typed.dispatchEvent(new Event("change")); } }, "As I tap");
    const window = slot.due ? `${this.now() > slot.to ? "Was due" : "Due"} ${this.clock(slot.due)}. On time from ${this.clock(slot.from)} to ${this.clock(slot.to)}.` : slot.says;
    return h("div", { class: "set" },
      h("h1", {}, slot.title, h("small", {}, window)),
      h("div", { role: "group", "aria-label": "Set taken at" }, h("span", { class: "lab" }, "Set taken at ", echo), h("div", { class: "pair" }, asTapped, typed)),
      this.drawAssessor("Assessed by", this.set.by, (by) => { this.set.by = by; }));
  }

  /** Who assessed: today's names, or another that is typed. Empty is whoever records. */
  drawAssessor(label, chosen, choose) {
    const other = h("input", { hidden: true, placeholder: "name", "aria-label": "Name of the assessor", onchange: () => choose(other.value.trim()) });
    const names = [...new Set(["", ...this.data.people.filter((name) => name !== this.data.me), ...(chosen ? [chosen] : [])])];
    const select = h("select", {
      onchange: () => {
        other.hidden = select.value !== "+";
        if (select.value === "+") other.focus(); else choose(select.value);
      },
    }, names.map((name) => h("option", { value: name, selected: name === chosen }, name || this.data.me)), h("option", { value: "+" }, "Another person\u2026"));
    return h("label", {}, h("span", { class: "lab" }, label), h("div", { class: "pair" }, select, other));
  }

  drawBlock(block) {
    const rest = this.makeUnit(block, [], h("div"));
    const emptyOnes = () => this.units.filter((unit) => unit.block === block.key && unit !== rest).flatMap((unit) => unit.reasonKeys).filter((key) => !this.filled(key));
    const assessor = h("div", { class: "by", hidden: true }, this.drawAssessor("This block assessed by", this.set.by, (by) => { this.assessors[block.key] = by; }));
    const meanings = block.levels && h("dl", { class: "meanings", hidden: true }, block.levels.flatMap(([token, label]) => [h("dt", {}, signed(token)), h("dd", {}, label)]));
    const toggle = (el, label) => h("button", { class: "link", "aria-expanded": "false", onclick: (event) => { el.hidden = !el.hidden; event.currentTarget.setAttribute("aria-expanded", String(!el.hidden)); } }, label);
    const head = h("div", { class: "hd" }, h("h2", {}, block.title), h("p", {}, block.hint),
      meanings && toggle(meanings, "What the grades mean"),
      block.key === "observations" && toggle(assessor, "Change assessor"),
      block.rest && h("button", { class: "link", onclick: () => { const keys = emptyOnes(); if (keys.length) this.askReason(rest, keys, () => rest.close()); } }, "Rest of block: could not\u2026"));
    const draw = { fields: "drawFields", sides: "drawSides", walk: "drawWalk", goals: "drawGoals", events: "drawEvents" }[block.layout];
    return h("section", { class: `b ${block.layout}`, "aria-label": block.title }, head, meanings, assessor, rest.panel, this[draw](block));
  }

  makeUnit(block, keys, el, reasonKeys = keys) {
    const unit = { block: block.key, keys, reasonKeys, el, st: h("p", { class: "st" }), panel: h("div", { class: "panel", hidden: true }), refusal: h("div", { class: "say", role: "alert", hidden: true }) };
    unit.ask = (content, buttons) => {
      unit.panel.replaceChildren(...(typeof content === "string" || Array.isArray(content) ? [h("p", {}, content)] : [content]), h("div", { class: "pair wrap" }, buttons));
      unit.panel.hidden = false;
    };
    unit.close = () => { unit.panel.hidden = true; };
    if (keys.length) unit.why = h("button", { class: "why", "data-why": "", onclick: () => (unit.panel.hidden ? this.askReason(unit, unit.reasonKeys) : unit.close()) });
    this.units.push(unit);
    return unit;
  }

  /** One field's own control: a group of grades with one tab stop, or a box. */
  drawControl(unit, key, column = "") {
    const field = this.field(key);
    let control;
    if (field.kind === "number") {
      const input = h("input", { class: "value", inputmode: field.whole ? "numeric" : "decimal", autocomplete: "off", "aria-label": field.label, onchange: () => this.number(unit, key, input) });
      control = h("span", { class: "box" }, input);
    } else {
      control = h("div", { class: field.levels.length > 7 ? "g two-lines" : "g", role: "group", "aria-label": field.label }, field.levels.map((level) =>
        h("button", { "data-token": level.token, "aria-label": `${shown(field, level.token)} ${level.label}`, class: field.kind === "grade" ? null : "word",
          onclick: () => this.record(unit, key, { value: level.token, status: "measured" }) }, field.kind === "grade" ? shown(field, level.token) : level.label)));
    }
    control.dataset.field = key;
    control.dataset.column = column;
    this.controls.set(key, control);
    return control;
  }

  drawFields(block) {
    return h("div", { class: "obs" }, block.rows.map((row) => {
      const shape = row.fields.length > 1 ? "pairs" : this.field(row.fields[0]).kind;
      const el = h("div", { class: shape }), unit = this.makeUnit(block, row.fields, el);
      unit.was = h("p", { class: "was" });
      const controls = row.fields.flatMap((key, n) => [n ? h("span", {}, "/") : null, this.drawControl(unit, key)]);
      el.append(h("span", { class: "lab" }, row.label), h("div", { class: "pair" }, controls.filter(Boolean), unit.why), unit.was, unit.st, unit.panel, unit.refusal);
      return el;
    }));
  }

  drawSides(block) {
    const heads = () => h("div", { class: "side" }, h("span"), h("span", {}, "Base"), h("span", {}, "Last"), h("span", {}, "Now ", h("span", { class: "mark" }), "baseline"));
    const sided = block.rows.some((row) => row.fields.length > 1);
    return [
      h("div", { class: "row cols", "aria-hidden": "true" }, h("span"), heads(), sided && heads()),
      ...block.rows.map((row) => {
        const el = h("div", { class: "row" }, h("h3", {}, row.label, row.note && h("small", {}, row.note)));
        const panels = [];
        for (const key of row.fields) {
          const field = this.field(key), side = h("div", { class: "side" }), unit = this.makeUnit(block, [key], side);
          unit.base = h("div", { class: "was1" });
          unit.last = h("div", { class: "was1" });
          unit.note = field.note;
          side.append(h("b", {}, first(field.side)), unit.base, unit.last, this.drawControl(unit, key, `${block.key} ${field.side}`), unit.why, unit.st);
          panels.push(unit.panel, unit.refusal);
          el.append(side);
        }
        el.append(...panels);
        return el;
      }),
    ];
  }

  drawWalk(block) {
    return block.rows.map((row) => {
      const el = h("div", { class: "unit" }), unit = this.makeUnit(block, row.fields, el, row.whole ? [row.whole] : row.fields);
      unit.was = h("p", { class: "was" });
      el.append(this.drawMethods(block, unit, row.methods));
      if (row.stopwatch) el.append(this.drawWatch(unit, row));
      const box = (key) => h("label", {}, h("span", { class: "lab" }, this.field(key).short), this.drawControl(unit, key));
      const used = row.more?.some((key) => !this.cell(key).empty || !this.cell(key, "baseline").empty);
      const more = row.more?.length && h("div", { class: "pair", hidden: !used }, row.more.map(box));
      const open = more && h("button", { class: "link", hidden: used, onclick: () => { more.hidden = false; open.hidden = true; this.paint(); more.querySelector("input").focus(); } }, row.more.map((key) => this.field(key).short.toLowerCase()).join(", "));
      unit.extra = () => (more && !more.hidden ? row.more.filter((key) => this.field(key).unit === "s") : []);
      const boxes = h("div", { class: "walk" }, row.stopwatch && unit.watch, row.fields.map(box), more, unit.why, open);
      el.append(boxes, unit.was, unit.st, unit.panel, unit.refusal);
      return el;
    });
  }

  /** How it was tested: the same as at baseline in one tap, or said one by one. Nothing is chosen beforehand. */
  drawMethods(block, unit, keys) {
    if (!keys.length) return "";
    const known = keys.filter((key) => this.cell(key, "baseline").status === "measured");
    const each = h("div", { class: "methods" }, keys.map((key) => {
      const one = this.makeUnit(block, [key], h("div", { class: "method" }), []);
      one.why = null;
      one.el.append(h("span", { class: "lab" }, this.field(key).label), this.drawControl(one, key), one.panel, one.refusal);
      return one.el;
    }));
    if (this.open === "baseline" || !known.length) return each;
    const words = known.map((key) => `${this.field(key).label.toLowerCase()}: ${this.text(key, this.cell(key, "baseline"))}`).join(", ");
    const isSame = () => known.every((key) => this.cell(key).value === this.cell(key, "baseline").value);
    const isSaid = () => keys.some((key) => !this.cell(key).empty);
    each.hidden = !isSaid() || isSame();
    const same = h("button", { onclick: () => { each.hidden = true; for (const key of known) this.record(unit, key, { value: this.cell(key, "baseline").value, status: "measured" }); } }, "Same as baseline");
    const different = h("button", { onclick: () => { each.hidden = false; this.paint(); } }, "Different");
    unit.paintMethods = () => {
      same.setAttribute("aria-pressed", String(isSaid() && isSame()));
      different.setAttribute("aria-pressed", String(!each.hidden && !(isSaid() && isSame())));
    };
    return h("div", {}, h("div", { class: "pair wrap" }, same, different, h("span", { class: "how" }, words)), each);
  }

  /** Runs in the page, not by reruns; what is timed outlives a redraw. A walk that was stopped early says why. */
  drawWatch(unit, row) {
    const name = `${this.open}|${row.fields[0]}`, shown = h("output", {}, "0.0"), label = h("span", { class: "lab" }), splits = h("span", { class: "how" });
    const seconds = (watch) => ((performance.now() - watch.from) / 1000).toFixed(1);
    const target = () => { const boxes = [...row.fields, ...unit.extra()]; return boxes.find((one) => this.cell(one).empty) ?? boxes.at(-1); };
    const run = () => {
      const watch = this.watches[name];
      button.textContent = watch ? "Stop" : "Start";
      button.classList.toggle("run", !!watch);
      split.hidden = early.hidden = !watch;
      if (watch) splits.textContent = watch.splits.length ? `split ${watch.splits.join(", ")} s` : "";
      if (!watch || !shown.isConnected) return;
      shown.textContent = seconds(watch);
      requestAnimationFrame(run);
    };
    const stop = () => {
      const watch = this.watches[name], time = seconds(watch);
      delete this.watches[name];
      shown.textContent = time;
      run();
      return [time, watch.splits.length ? `split ${watch.splits.join(", ")} s` : ""];
    };
    const button = h("button", {
      onclick: () => {
        if (!this.watches[name]) { this.watches[name] = { from: performance.now(), splits: [] }; splits.textContent = ""; run(); return; }
        const key = target(), [time, note] = stop(), input = this.controls.get(key).querySelector("input");
        input.value = time;
        this.number(unit, key, input, note);
      },
    });
    const split = h("button", { class: "side-button", onclick: () => { const watch = this.watches[name]; watch.splits.push(seconds(watch)); } }, "Split");
    const early = h("button", {
      class: "side-button",
      onclick: () => { const key = target(), [time] = stop(); this.askReason(unit, [key], null, `stopped after ${time} s`); },
    }, "Stopped early");
    unit.watch = h("div", {}, label, h("div", { class: "pair wrap" }, h("div", { class: "watch" }, shown, button), split, early, splits));
    unit.paintWatch = () => { label.textContent = `Stopwatch, ${this.field(target()).short.toLowerCase()}`; };
    queueMicrotask(run);
    return "";
  }

  drawGoals(block) {
    const words = this.drawWords(block);
    const open = block.rows.some((row) => row.more.length) && !this.moreVoices
      && h("button", { class: "link", onclick: () => { this.moreVoices = true; this.draw(); } }, "A parent, carer or interpreter rates too");
    const voices = (row) => [...row.fields, ...row.more.filter((key) => this.moreVoices || !this.cell(key).empty)];
    return [...block.rows.map((row) => h("div", { class: "goal" }, h("p", {}, `${row.label} `, h("small", {}, row.note)),
      voices(row).map((key) => {
        const line = h("div", { class: "voice" }), unit = this.makeUnit(block, [key], line, []);
        unit.why = null;
        line.append(h("span", { class: "lab" }, this.field(key).side), this.drawControl(unit, key), unit.st, unit.panel, unit.refusal);
        return line;
      }))), open, words];
  }

  drawWords(block) {
    const [voice, name] = block.voice, input = h("input", { placeholder: "as said, not tidied", "aria-label": `${name}, words` });
    input.addEventListener("change", () => {
      if (!input.value.trim()) return;
      this.enter({ id: newId(), kind: "said", dose: this.data.dose, slot: this.open, by: voice, words: input.value.trim() }, null);
      input.value = "";
    });
    this.wordsKept = h("p", { class: "st" });
    this.wordsBefore = h("div");
    return h("div", { class: "words" }, h("label", {}, h("span", {}, name), input), this.wordsBefore, this.wordsKept);
  }

  drawEvents(block) {
    this.asked = h("span", { class: "st" });
    const form = h("div", { class: "panel", hidden: true });
    const asked = h("button", { onclick: () => this.enter({ id: newId(), kind: "events_asked", dose: this.data.dose, slot: this.open }, null) }, "Asked: none");
    this.askedButton = asked;
    this.eventsKept = h("div", { class: "wide" });
    return h("div", { class: "ev" }, this.eventsKept, h("p", {}, block.question), asked,
      h("button", { onclick: () => { form.hidden = !form.hidden; if (!form.hidden) form.replaceChildren(this.drawEventForm(block, () => { form.hidden = true; })); } }, "Record an event"),
      this.asked, form,
      h("dl", { class: "signs", "aria-label": "Warning signs" }, block.signs.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])));
  }

  drawEventForm(block, close) {
    const chosen = { severity: null };
    const marks = Object.fromEntries(block.marks);
    const list = (name, options) => h("select", { "aria-label": name, onchange: (event) => { chosen[name] = event.target.value; show(); } }, h("option", { value: "" }, `${name}\u2026`), options);
    const option = ([key, label]) => h("option", { value: key }, label);
    const show = () => { harm.hidden = cause.hidden = chosen.What in marks; };
    const severities = block.severities.map(([key, label]) => h("button", { "aria-pressed": "false", onclick: (event) => { chosen.severity = key; for (const one of severities) one.setAttribute("aria-pressed", String(one === event.currentTarget)); } }, label));
    const box = (label, hint, wide) => h("input", { class: wide ? "wide" : "", placeholder: hint, "aria-label": label });
    const began = box("When it began", "now, 1052, -12 min"), action = box("What was done", "what was done", true), words = box("In words", "in words", true);
    const problem = h("p", { role: "alert" });
    const keep = () => {
      const text = began.value.trim(), read = text && text !== "now" ? this.typedTime(text) : {};
      const mark = marks[chosen.What];
      const missing = !chosen.What ? "Say what happened." : mark ? read.problem : !chosen.severity ? "Say how severe it is." : chosen.What === "other" && !words.value.trim() ? "Say in words what happened." : read.problem;
      if (missing) { problem.textContent = missing; return; }
      const at = new Date().toISOString();
      const event = { kind: mark ? "other" : chosen.What, severity: mark ? null : chosen.severity, cause: chosen.Cause || "unclear", action: action.value.trim(), words: [mark, words.value.trim()].filter(Boolean).join(": "), began_at: at };
      this.enter({ id: newId(), kind: "event", dose: this.data.dose, slot: this.open, event, ...(text && text !== "now" ? { taken: text, taken_typed_at: at } : {}) }, null);
      close();
    };
    const harm = h("div", { class: "pair wrap" }, severities), cause = list("Cause", block.causes.map(option));
    const what = list("What", [h("optgroup", { label: "Something went wrong" }, block.kinds.map(option)), h("optgroup", { label: "Explains a change in a curve" }, block.marks.map(option))]);
    return h("div", { class: "eventform" }, what, harm, cause, began, action, words, problem,
      h("div", { class: "pair" }, h("button", { onclick: keep }, "Keep this event"), h("button", { class: "link", onclick: close }, "Close")));
  }

  // ---- painting ---------------------------------------------------------------------------------------------------

  paint() {
    if (!this.units) return;
    for (const unit of this.units) this.paintUnit(unit);
    this.paintTop();
    this.paintKept();
    this.paintTabs();
    this.paintGrid();
    this.paintFoot();
    this.paintLoose();
  }

  paintUnit(unit) {
    const { data } = this, cells = unit.keys.map((key) => this.cell(key));
    for (const key of unit.keys) this.paintControl(key);
    const shown = [...new Set([...unit.keys, ...unit.reasonKeys])].map((key) => [key, this.cell(key)]);
    const reason = shown.find(([, cell]) => !cell.empty && cell.status !== "measured")?.[1];
    if (unit.why) {
      unit.why.textContent = reason ? SHORT[reason.status] ?? REASONS[reason.status] : "Could not";
      unit.why.setAttribute("aria-pressed", String(!!reason));
    }
    const hidden = data.unbiased && cells.some((cell) => cell.empty);
    const base = this.open === "baseline" || hidden ? "" : unit.keys.map((key) => this.text(key, this.cell(key, "baseline")));
    if (unit.base) {
      const last = hidden ? { empty: true } : this.last(unit.keys[0]);
      const show = (box, label, text, slot) => {
        box.classList.toggle("long", text.length > 4);
        box.replaceChildren(...[h("span", { class: "l" }, label), text || "\u2013", slot && h("small", {}, slot)].filter(Boolean));
      };
      show(unit.base, "baseline", base[0] ?? "");
      show(unit.last, "last", this.text(unit.keys[0], last), last.slot);
    }
    if (unit.was) unit.was.textContent = hidden ? "" : this.before(unit);
    this.paintState(unit, shown);
    unit.paintMethods?.();
    unit.paintWatch?.();
  }

  /** "Baseline 126/78, +3h 112/66": the baseline and the last value, each with its slot. */
  before(unit) {
    const at = (cellOf) => unit.keys.map((key) => this.text(key, cellOf(key)));
    const join = (texts) => (texts.some(Boolean) ? texts.map((text) => text || "\u2013").join(this.field(unit.keys[0]).pair ? "/" : " and ") : "");
    const base = this.open === "baseline" ? "" : join(at((key) => this.cell(key, "baseline")));
    const slot = unit.keys.map((key) => this.last(key).slot).find(Boolean);
    const last = slot ? join(at((key) => this.last(key))) : "";
    return [base && `Baseline ${base}`, last && `${slot} ${last}`].filter(Boolean).join(", ");
  }

  paintControl(key) {
    const control = this.controls.get(key), cell = this.cell(key), base = this.cell(key, "baseline"), field = this.field(key);
    if (field.kind === "number") {
      const input = control.querySelector("input");
      const asked = this.units.find((unit) => unit.keys.includes(key)).panel.hidden === false;
      if (input !== this.root.activeElement && !asked) input.value = cell.status === "measured" ? cell.value : "";
      return;
    }
    const marked = field.goal ? field.baseline : base.status === "measured" ? base.value : null;
    const showBase = (this.open !== "baseline" || field.goal) && !(this.data.unbiased && cell.empty);
    const buttons = [...control.querySelectorAll("[data-token]")];
    const stop = buttons.find((one) => one.dataset.token === cell.value) ?? buttons[0];
    const values = cell.kept?.some((one) => one.two) ? cell.kept.filter((one) => one.two).map((one) => one.value) : cell.status === "measured" ? [cell.value] : [];
    for (const one of buttons) {
      one.setAttribute("aria-pressed", String(values.includes(one.dataset.token)));
      one.classList.toggle("bl", showBase && one.dataset.token === marked);
      one.tabIndex = one === (buttons.includes(this.root.activeElement) ? this.root.activeElement : stop) ? 0 : -1;
    }
  }

  paintState(unit, shown) {
    const full = shown.filter(([, cell]) => !cell.empty);
    const words = [...new Set(full.map(([key]) => this.change(key)).filter(Boolean))];
    const pair = words.length === 2 && words.map((one) => one.match(/^(\S+) (below|above) baseline$/));
    const said = pair && pair[0] && pair[1] && pair[0][2] === pair[1][2] ? `${pair[0][1]} and ${words[1]}` : words.join(", ");
    const states = full.map(([, cell]) => cell.state), refused = full.find(([, cell]) => cell.state === "refused");
    const isWaiting = states.some((state) => state === "waiting" || state === "storing");
    const missing = unit.keys.length > full.length && !(unit.reasonKeys[0] !== unit.keys[0] && full.length);
    const state = refused ? null : isWaiting ? h("i", { class: "w" }, icon("wait"), "waiting") : full.length && !missing ? h("i", {}, icon("ok"), "saved") : unit.keys.length ? h("i", {}, icon("todo"), full.length ? "rest not yet" : "not yet") : null;
    const remarks = [...new Set([...unit.keys, ...unit.reasonKeys].flatMap((key) => this.remarks(key)))];
    const notes = [...new Set(full.map(([, cell]) => cell.status === "measured" && cell.note).filter(Boolean))];
    const skewed = full.some(([, cell]) => cell.skewed);
    const timed = full.find(([, cell]) => this.cells.get(`${this.open}|${unit.keys[0]}`)?.tap.taken || Math.abs(cell.taken - cell.typed) > 2 * MINUTE);
    const struck = full.flatMap(([, cell]) => cell.struck ?? []);
    unit.st.replaceChildren(...[said && h("b", {}, first(said)), state, timed && h("i", {}, `taken ${this.clock(timed[1].taken)}`), unit.note && h("i", {}, unit.note),
      ...notes.map((text) => h("i", {}, text)), skewed && h("i", {}, "this device's clock is wrong; the time was put right"), ...remarks.map((text) => h("i", { class: "remark" }, first(text))),
      ...struck.map(([text, why]) => h("i", { class: "struck" }, h("s", {}, text), why))].filter(Boolean));
    this.paintRefusal(unit, refused, full);
  }

  paintRefusal(unit, refused, full) {
    const two = full.find(([, cell]) => cell.kept?.some((one) => one.two) && cell.state === "saved");
    unit.refusal.hidden = !refused && !two;
    if (refused) {
      const own = this.cells.get(`${this.open}|${refused[0]}`), { tap } = own;
      unit.refusal.replaceChildren(h("p", {}, h("b", {}, "Not saved. "), `${tap.value ?? ""} ${own.sentence}`.trim()), h("div", { class: "pair" },
        /say why|unusual/.test(own.sentence) && h("button", { onclick: () => { if (/unusual/.test(own.sentence)) this.record(unit, refused[0], { value: tap.value, status: tap.status, unusual: true }); else this.askWhy(unit, refused[0], { value: tap.value, status: tap.status, note: tap.note }); } }, /unusual/.test(own.sentence) ? "It is right" : "Say why"),
        h("button", { onclick: () => { this.discard(own); this.paint(); } }, "Discard")));
    } else if (two) {
      const both = two[1].kept.filter((one) => one.two);
      unit.refusal.replaceChildren(h("p", {}, h("b", {}, "Two values. "), both.map((one) => `${this.text(two[0], one)} by ${one.by} at ${this.clock(one.taken)}`).join("; "), ". Which one counts?"),
        h("div", { class: "pair" }, both.map((one) => h("button", { onclick: () => this.askChoice(unit, two[0], one) }, `Use ${this.text(two[0], one)}`))));
    }
  }

  askChoice(unit, key, one) {
    const why = h("input", { class: "wide", "aria-label": "Why this value counts" });
    unit.ask(`Why does ${this.text(key, one)} count?`, [why, h("button", {
      onclick: () => {
        if (!why.value.trim()) return;
        unit.close();
        this.enter({ id: newId(), kind: "choose", dose: this.data.dose, slot: this.open, replaces: one.id, reason: why.value.trim() }, `${this.open}|${key}`);
      },
    }, "Keep")]);
    why.focus();
  }

  paintTop() {
    if (!this.elapsed) return;
    const { t0 } = this.data;
    this.elapsed.textContent = t0 ? this.since(t0) : "Before T0";
    this.elapsedFrom.textContent = `${t0 ? `since T0 at ${this.clock(t0)}, ` : ""}now ${this.clock(this.now())}`;
  }

  paintKept() {
    if (!this.kept) return;
    const waiting = this.waiting().length, refused = [...this.taps.values()].filter((one) => one.state === "refused").length;
    const saved = this.saved ? `${this.saved} saved, last at ${this.clock(this.savedAt)}` : "";
    let parts = [icon("ok"), h("b", {}, "All saved"), h("span", {}, saved)];
    if (this.layer) parts = [icon("wait"), h("b", {}, `${plural(waiting, "value")} waiting \u2013 working without the server.`), h("span", {}, "Carry on. Kept on this device; do not refresh.")];
    else if (waiting) parts = [icon("wait"), h("b", {}, `${plural(waiting, "value")} waiting`), h("span", {}, saved)];
    else if (refused) parts = [h("b", {}, `${plural(refused, "value")} not saved`), h("span", {}, "See the row, and put it right or discard it.")];
    if (this.problem) parts.push(h("span", {}, this.problem));
    if (this.others.length) {
      const told = this.others.slice(0, 4).map(({ cell, tap }) => [tap.slot, this.field(cell?.split("|").slice(1).join("|"))?.name ?? "", tap.value ?? ""].filter(Boolean).join(" "));
      parts.push(h("b", {}, `${plural(this.others.length, "value")} tapped by another person ${this.others.length === 1 ? "waits" : "wait"} here.`),
        h("span", {}, `${told.join(", ")}. They go out when that person records here again.`), h("button", { class: "link", onclick: () => this.adopt() }, "Send them as mine"));
    }
    this.kept.classList.toggle("off", !!this.layer);
    const words = parts.map((one) => one.textContent).join("|");
    if (words !== this.keptWords) { this.keptWords = words; this.kept.replaceChildren(...parts); }
  }

  /** Where a slot stands: an icon and words. */
  stateOf(slot) {
    const now = this.now(), planned = this.planned(slot), todo = planned.length, full = planned.filter((key) => this.filled(key, slot.key));
    const times = full.map((key) => this.cell(key, slot.key).taken).filter(Boolean), at = times.length ? this.clock(Math.max(...times)) : "";
    const count = `${full.length} of ${todo}`;
    if (todo && full.length === todo) return slot.to && Math.max(...times) > slot.to ? ["late", `Late ${at}`, count] : ["done", `Done ${at}`.trim(), count];
    if (slot.due && !this.data.ended && now >= slot.from && now <= slot.to) return ["now", `Due now, ${this.clock(slot.due)}`, full.length ? count : `${todo} to take`];
    if (full.length) return ["part", `Partial ${at}`.trim(), count];
    const isMissed = this.data.ended || this.data.slots.some((later) => later.due > slot.due && later.due <= now);
    if (slot.due && now > slot.to) return ["todo", `${isMissed ? "Missed" : "Overdue"}, ${this.clock(slot.due)}`, `${todo} to take`];
    if (slot.key === "baseline") return [this.data.t0 ? "todo" : "now", this.data.t0 ? "Not taken" : "Due before T0", `${todo} to take`];
    return ["todo", slot.due && !this.data.ended ? `Due ${this.clock(slot.due)}` : this.data.ended ? "Not due" : "After T0", `${todo} to take`];
  }

  paintTabs() {
    if (!this.tabs) return;
    const tabs = this.data.slots.map((slot) => [slot, ...(slot.key === "extra" ? [null, "set", ""] : this.stateOf(slot))]);
    const words = JSON.stringify([this.open, tabs]);
    if (words === this.tabWords && this.tabs.children.length) return;
    this.tabWords = words;
    const focused = this.tabs.contains(this.root.activeElement) && this.root.activeElement.dataset.slot;
    this.tabs.replaceChildren(...tabs.map(([slot, image, state, count]) => h("button", {
      "data-slot": slot.key, "aria-current": slot.key === this.open ? "step" : null, class: slot.key === "extra" ? "extra" : image === "now" || slot.label !== slot.key ? "now" : null,
      onclick: () => { this.openSlot(slot.key); this.touchedAt = this.now(); this.draw(); },
    }, h("b", {}, image && icon(image), slot.label), state, h("br"), count)));
    if (focused) this.tabs.querySelector(`[data-slot="${focused}"]`)?.focus();
  }

  paintGrid() {
    const { slots, blocks } = this.data, columns = slots.filter((slot) => slot.key !== "extra" || Object.keys(this.data.values).some((key) => key.startsWith("extra|")));
    const planned = new Map(columns.map((slot) => [slot.key, this.planned(slot)]));
    const due = (slot) => slot.key === this.open || (slot.key === "baseline" ? this.data.t0 : slot.from && slot.from < this.now());
    const cellOf = (key, slot) => {
      const field = this.field(key), cell = this.cell(key, slot.key);
      const rank = field.shaded && field.levels.find((level) => level.token === cell.value)?.rank;
      const gap = !this.filled(key, slot.key) && planned.get(slot.key).includes(key) && due(slot);
      const go = () => this.goTo(slot.key, field.boxes?.[0] ?? key);
      return h("td", { class: gap ? "gap" : rank ? `r${Math.min(rank, 5)}` : null, onclick: go }, this.gridText(key, slot.key));
    };
    const rows = (block) => [...new Set(block.rows.flatMap((row) => (row.whole ? [row.whole] : row.fields)))].filter((key) => !this.field(key).method);
    this.grid.replaceChildren(h("table", { class: "grid" },
      h("thead", {}, h("tr", {}, h("th"), columns.map((slot) => h("th", { scope: "col", class: slot.key === this.open ? "on" : null }, slot.name)))),
      h("tbody", {}, blocks.filter((block) => block.rows).flatMap((block) => [
        h("tr", { class: "sec" }, h("th", { colspan: columns.length + 1 }, block.title)),
        ...rows(block).map((key) => h("tr", {}, h("th", { scope: "row" }, this.field(key).short), columns.map((slot) => cellOf(key, slot)))),
      ]))));
  }

  goTo(slot, key) {
    if (slot !== this.open) { this.openSlot(slot); this.draw(); }
    this.touchedAt = this.now();
    const control = this.controls.get(key), stop = control?.querySelector('input.value, [data-token][tabindex="0"]');
    control?.scrollIntoView({ block: "center" });
    stop?.focus({ preventScroll: true });
  }

  paintFoot() {
    const planned = this.planned(), full = planned.filter((key) => this.filled(key));
    const reasons = {};
    for (const key of full) { const { status } = this.cell(key); if (status && status !== "measured") reasons[status] = (reasons[status] ?? 0) + 1; }
    const more = Object.entries(reasons).map(([status, n]) => `${n} ${reasonWord(status)}`);
    if (full.length < planned.length) more.push(`${planned.length - full.length} to do`);
    const next = this.nextEmpty(), step = this.history.at(-1);
    for (const [key, control] of this.controls) control.classList.toggle("todo", key === next);
    const parts = [
      h("p", {}, h("b", {}, `${full.length} of ${planned.length}`), ` recorded${more.length ? `, ${more.join(", ")}` : ""}`),
      step && h("button", { onclick: () => this.undo() }, `Undo: ${this.field(step.key).name} ${step.tap.status === "measured" ? shown(this.field(step.key), step.tap.value) : reasonWord(step.tap.status)}`),
      next && h("button", { class: "go", onclick: () => this.goNext() }, `Next empty: ${this.field(next).name}`),
    ].filter(Boolean);
    const words = parts.map((one) => one.textContent).join("|");
    if (words !== this.footWords || !this.foot.children.length) { this.footWords = words; this.foot.replaceChildren(...parts); }
  }

  /** Words, events and the question about them: taps that belong to no cell. */
  paintLoose() {
    const loose = (kind) => [...this.taps.values()].filter((one) => one.tap.kind === kind);
    const state = (one) => (one.state === "refused" ? h("i", {}, `Not saved. ${one.sentence}`) : one.state === "saved" ? h("i", {}, icon("ok"), "saved") : h("i", { class: "w" }, icon("wait"), "waiting"));
    this.wordsKept?.replaceChildren(...loose("said").flatMap((one) => [h("b", {}, `\u201c${one.tap.words}\u201d`), state(one)]));
    if (!this.asked) return;
    this.eventsKept.replaceChildren(...this.data.events.map((text) => h("p", {}, text)));
    this.wordsBefore.replaceChildren(...this.data.said.filter(([slot]) => slot === this.open).map(([, who, text]) => h("p", {}, `${first(who)}: \u201c${text}\u201d`)));
    const asked = loose("events_asked").at(-1), names = Object.fromEntries(this.data.blocks.at(-1).kinds);
    this.askedButton.setAttribute("aria-pressed", String(this.data.asked || !!asked));
    this.asked.replaceChildren(...[
      asked ? state(asked) : this.data.asked ? h("i", {}, icon("ok"), "asked today") : h("i", {}, icon("todo"), "not asked yet"),
      ...loose("event").flatMap((one) => [h("b", {}, one.tap.event.severity ? `${names[one.tap.event.kind]}, ${one.tap.event.severity}` : one.tap.event.words), state(one)]),
    ]);
  }
}
