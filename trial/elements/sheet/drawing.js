// Draws the open slot once and paints what stands in it. A unit is what shares one "Could not" and one line of words.

class Drawing extends Painting {
  draw() {
    Object.assign(this, { units: [], unitsOf: new Map(), gridCells: new Map(), keptWords: null, footWords: null, tabWords: null, todo: null });
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
    this.needServer = h("p", { class: "say", hidden: true }, "First sit and stand, medicines, checklist, later calls and the dose sheet need the server: note them with their times until it is back.");
    this.grid = h("div", {
      class: "gridbox",
      onclick: ({ target }) => target.dataset.cell && this.goToCell(target),
      onkeydown: (event) => this.keyInGrid(event),
    });
    this.body.replaceChildren(
      this.top, this.tabs,
      h("div", { class: "sheet" },
        this.drawSet(slot),
        wide.map((block) => this.drawBlock(block)),
        h("div", { class: "two" },
          h("div", {}, beside.map((block) => this.drawBlock(block))),
          h("section", { class: "b" }, h("div", { class: "hd" }, h("h2", {}, "All slots, for checking"), h("p", {}, "Tap a cell, or press Enter on it, to go there.")),
            this.grid, h("p", { class: "key" }, "Dashed: planned and empty. Blank: not planned or not yet due."))),
        this.needServer),
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
    const unit = { block: block.key, keys, reasonKeys, el, drawn: [], st: h("p", { class: "st" }), panel: h("div", { class: "panel", hidden: true }), refusal: h("div", { class: "say", role: "alert", hidden: true }) };
    unit.ask = (content, buttons) => {
      unit.panel.replaceChildren(...(typeof content === "string" || Array.isArray(content) ? [h("p", {}, content)] : [content]), h("div", { class: "pair wrap" }, buttons));
      unit.panel.hidden = false;
    };
    unit.close = () => {
      const wasHere = unit.panel.contains(this.root.activeElement);
      unit.panel.hidden = true;
      if (wasHere) (unit.why ?? el.querySelector("button, input"))?.focus({ preventScroll: true });
    };
    if (keys.length) unit.why = h("button", { class: "why", "data-why": "", onclick: () => (unit.panel.hidden ? this.askReason(unit, unit.reasonKeys) : unit.close()) });
    this.units.push(unit);
    for (const key of new Set([...keys, ...reasonKeys])) this.watch(unit, key);
    return unit;
  }

  /** A tap on this field shows in this unit. */
  watch(unit, key) {
    if (!this.unitsOf.has(key)) this.unitsOf.set(key, new Set());
    this.unitsOf.get(key).add(unit);
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
    unit.drawn.push(key);
    this.watch(unit, key);
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
      const box = (key) => h("label", {}, h("span", { class: "lab" }, this.field(key).short), this.drawControl(unit, key));
      const used = row.more?.some((key) => !this.cell(key).empty || !this.cell(key, "baseline").empty);
      const more = row.more?.length && h("div", { class: "pair", hidden: !used }, row.more.map(box));
      const show = () => { more.hidden = false; open.hidden = true; this.paint(); };
      const open = more && h("button", { class: "link", hidden: used, onclick: () => { show(); more.querySelector("input").focus(); } }, row.more.map((key) => this.field(key).short.toLowerCase()).join(", "));
      unit.reveal = (key) => { if (row.more?.includes(key) && more.hidden) show(); };
      const boxes = h("div", { class: "walk" }, row.stopwatch && stopwatch(this, unit, row), row.fields.map(box), more, unit.why, open);
      el.append(boxes, unit.was, unit.st, unit.panel, unit.refusal);
      return el;
    });
  }

  /** How it was tested: the same as at baseline in one tap, or said one by one. Nothing is chosen beforehand. */
  drawMethods(block, unit, keys) {
    if (!keys.length) return "";
    const known = keys.filter((key) => this.cell(key, "baseline").status === "measured");
    const each = h("div", { class: "methods" }, keys.map((key) => {
      this.watch(unit, key);
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
      h("button", { onclick: () => { form.hidden = !form.hidden; if (!form.hidden) form.replaceChildren(eventForm(this, block, () => { form.hidden = true; })); } }, "Record an event"),
      this.asked, form,
      h("dl", { class: "signs", "aria-label": "Warning signs" }, block.signs.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])));
  }

}
