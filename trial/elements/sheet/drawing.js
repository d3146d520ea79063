// Draws the open slot once; painting.js keeps it true. A unit is what shares one "Could not" and one line of words.

const NEED_SERVER =
  "First sit and stand, medicines, checklist, later calls and the dose sheet need the server: " +
  "note them with their times until it is back.";

class Drawing extends Painting {
  watches = {}; // running stopwatches, by slot and first box

  draw() {
    Object.assign(this, { units: [], controls: new Map(), gridRows: [] });
    const focus = this.root.activeElement?.closest("[data-field]")?.dataset.field;
    const slot = this.slot();
    const here = (block) => ({ ...block, rows: block.rows?.filter((row) => row.slots.includes(slot.key)) });
    const blocks = this.data.blocks.map(here).filter((block) => !block.rows || block.rows.length || block.voice);
    const tab = ({ key }) => {
      const current = key === this.open ? "step" : null;
      const look = key === "extra" ? key : null;
      return button("", () => this.goToSlot(key), { "data-slot": key, "aria-current": current, class: look });
    };
    const name = `Slots of dose ${this.data.dose}`;
    this.tabs = h("nav", { class: "slots", "aria-label": name }, this.data.slots.map(tab));
    this.foot = h("div", { class: "foot" });
    this.status = h("div", { class: "delivery", role: "status" });
    this.needServer = h("p", { class: "say", hidden: true }, NEED_SERVER);
    const isWide = ({ layout }) => ["fields", "sides"].includes(layout);
    const draw = (block) => this.drawBlock(block);
    const head = this.drawSet(slot);
    const wide = h("div", { class: "blocks" }, blocks.filter(isWide).map(draw));
    const beside = blocks.filter((block) => !isWide(block)).map(draw);
    const columns = h("div", { class: "two" }, h("div", {}, beside), this.drawAllSlots());
    this.next = h("div", { class: "next", role: "status" });
    const content = h("div", { class: "sheet" }, this.next, head, wide, columns, this.needServer);
    this.body.replaceChildren(this.drawTop(), this.tabs, content, this.foot);
    const current = /** @type {HTMLElement | null} */ (this.tabs.querySelector("[aria-current]"));
    if (current) this.tabs.scrollLeft = current.offsetLeft - this.tabs.offsetWidth / 2; // beside its neighbours
    this.paint();
    if (focus) this.focusOn(this.controls.get(focus), { preventScroll: true });
  }

  drawTop() {
    const fact = ([name, text], n) => h("div", {}, h("dt", {}, name), h("dd", {}, n ? text : h("b", {}, text)));
    this.timer = h("div", { class: "clock", role: "timer" });
    const who = { class: "who", role: "region", "aria-label": "Who this is" };
    const facts = h("div", who, h("dl", {}, this.data.person.map(fact)), this.timer);
    const toSet = () => this.taken.typed.closest(".set")?.scrollIntoView({ block: "center" });
    this.where = button("", toSet, { class: "where", "aria-label": "Slot, time and assessor of this set" });
    const line = h("div", { class: "line" }, this.status, this.where);
    return h("header", { class: "top" }, facts, line);
  }

  drawAllSlots() {
    this.grid = h("div", {
      class: "gridbox",
      onclick: ({ target }) => target.key && this.goToCell(target),
      onkeydown: (event) => this.keyInGrid(event),
    });
    const title = heading("All slots, for checking", "Tap a cell, or press Enter on it, to go there.");
    const legend = "Dashed: planned and empty. Blank: not planned or not yet due.";
    const wide = matchMedia("(min-width: 1100px)").matches;
    this.isGridOpen ??= wide; // where everything is below everything else it would only be in the way
    const keep = ({ currentTarget }) => {
      this.isGridOpen = currentTarget.open;
    };
    const grid = [this.grid, h("p", { class: "key" }, legend)];
    const summary = h("summary", {}, title);
    return h("section", { class: "b" }, h("details", { open: this.isGridOpen, ontoggle: keep }, summary, grid));
  }

  /** Every slot of every row, for checking: a cell knows its field and its slot. */
  drawGrid(columns) {
    const asked = (row) => (row.whole ? [row.whole] : row.fields);
    const keys = ({ rows }) => [...new Set((rows ?? []).flatMap(asked))].filter((key) => !this.field(key).method);
    const cellOf = (key, at) =>
      Object.assign(h("td", { tabindex: "-1", "data-cell": `${at.key}|${key}` }), { key, at });
    const headOf = (at) => h("th", { scope: "col", class: at.key === this.open ? "on" : null }, at.name);
    this.gridRows = [];
    const lineOf = (key) => {
      const cells = columns.map((at) => cellOf(key, at));
      this.gridRows.push(cells);
      return h("tr", {}, h("th", { scope: "row" }, this.field(key).short), cells);
    };
    const section = (title) => h("tr", { class: "sec" }, h("th", { colspan: columns.length + 1 }, title));
    const filled = this.data.blocks.filter((block) => keys(block).length);
    const lines = filled.map((block) => [section(block.title), keys(block).map(lineOf)]);
    const isFocused = this.grid.contains(this.root.activeElement);
    const head = h("thead", {}, h("tr", {}, h("th"), columns.map(headOf)));
    const table = { class: "grid", role: "grid", "aria-label": "All slots" };
    this.grid.replaceChildren(h("table", table, head, h("tbody", {}, lines)));
    const cells = this.gridRows.flat();
    this.makeTabStop(cells.find((cell) => cell.dataset.cell === this.gridAt) ?? cells[0], isFocused);
  }

  /** When the whole set was taken, and who assessed. */
  drawSet(slot) {
    const echo = h("small", { class: "echo", role: "status" });
    const typed = h("input", {
      placeholder: "or 1430",
      "aria-label": "Typed time for the whole set",
      autocomplete: "off",
      onchange: () => this.setTaken(typed.value.trim()),
      onkeydown: (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault(); // else the row that it leads to would take the same key as a tap
        this.typeOn(typed);
      },
    });
    const asTapped = button("As I tap", () => this.setTaken(""));
    this.taken = { echo, typed, asTapped };
    const pair = h("div", { class: "pair" }, asTapped, typed);
    const taken = h("div", { role: "group", "aria-label": "Set taken at" }, label("Set taken at ", echo), pair);
    const choose = (by) => {
      this.set.by = by;
      this.paintTaken();
    };
    const assessed = this.drawAssessor("Assessed by", this.set.by, choose);
    const [due, from, to] = [slot.due, slot.from, slot.to].map((at) => at && this.clock(at));
    const isPast = this.delivery.now() > slot.to;
    const when = due ? `${isPast ? "Was due" : "Due"} ${due}. On time from ${from} to ${to}.` : slot.says;
    const rest = this.makeUnit({ key: "" }, [], h("div"));
    const askRest = () => {
      const keys = this.units.flatMap((unit) => unit.reasonKeys).filter((key) => !this.isRecorded(key));
      if (keys.length) this.askReason(rest, keys);
    };
    const whole = link("Rest of the set: could not\u2026", askRest);
    const title = h("div", { class: "title" }, h("h1", {}, slot.title, h("small", {}, when)), whole);
    return h("div", { class: "set" }, title, taken, assessed, rest.panel);
  }

  /** Who assessed: today's names, or another that is typed. Empty is whoever records. */
  drawAssessor(text, chosen, choose) {
    const { me, people } = this.data;
    const onchange = () => choose(other.value.trim());
    const other = h("input", { hidden: true, placeholder: "name", "aria-label": "Name of the assessor", onchange });
    const names = [...new Set(["", ...people.filter((name) => name !== me), chosen])];
    const option = (name) => h("option", { value: name, selected: name === chosen }, name || me);
    const pick = () => {
      const isAnother = select.value === "+";
      other.hidden = !isAnother;
      if (isAnother) other.focus();
      else choose(select.value);
    };
    const another = h("option", { value: "+" }, "Another person\u2026");
    const select = h("select", { onchange: pick }, names.map(option), another);
    return h("label", {}, label(text), h("div", { class: "pair" }, select, other));
  }

  drawBlock(block) {
    const rest = this.makeUnit(block, [], h("div"));
    const askRest = () => {
      const others = this.units.filter((unit) => unit.block === block.key && unit !== rest);
      const keys = others.flatMap((unit) => unit.reasonKeys).filter((key) => !this.isRecorded(key));
      if (keys.length) this.askReason(rest, keys);
    };
    const choose = (by) => {
      this.assessors[block.key] = by;
    };
    const assessed = this.drawAssessor("This block assessed by", this.set.by, choose);
    const assessor = h("div", { class: "by", hidden: true }, assessed);
    const meaning = ([token, text]) => [h("dt", {}, signed(token)), h("dd", {}, text)];
    const meanings = block.levels && h("dl", { class: "meanings", hidden: true }, block.levels.flatMap(meaning));
    const toggle = (el, text) => {
      const turn = ({ currentTarget }) => {
        el.hidden = !el.hidden;
        set(currentTarget, "aria-expanded", !el.hidden);
      };
      return link(text, turn, { "aria-expanded": "false" });
    };
    const head = heading(
      block.title,
      block.hint,
      meanings && toggle(meanings, narrowed("What the ", "grades", " mean")),
      block.key === "observations" && toggle(assessor, narrowed("Change ", "assessor", "")),
      block.rest && link(narrowed("Rest of block: ", "could not\u2026", ""), askRest),
    );
    const rows = this[`draw${first(block.layout)}`](block); // drawFields, drawSides, drawWalk, drawGoals, drawEvents
    const isHalf = block.rows?.length === 1 && block.rows[0].fields.length === 1;
    const region = { class: `b ${block.layout}${isHalf ? " half" : ""}`, "aria-label": block.title };
    return h("section", region, head, meanings, assessor, rest.panel, rows);
  }

  /** @returns {Unit} */
  makeUnit(block, keys, el, reasonKeys = keys) {
    const panel = h("div", { class: "panel", hidden: true });
    const question = h("div", { class: "say", role: "alert", hidden: true });
    const [st, was] = [h("p", { class: "st" }), h("p", { class: "was" })];
    /** @type {any} */
    const unit = { block: block.key, keys, reasonKeys, el, drawn: [], panel, question, st, was };
    unit.ask = (content, buttons = []) => {
      const asked = content instanceof Element ? content : h("p", {}, content);
      panel.replaceChildren(asked, h("div", { class: "pair wrap" }, buttons));
      panel.hidden = false;
    };
    unit.close = () => {
      const wasHere = panel.contains(this.root.activeElement);
      panel.hidden = true;
      if (wasHere) (unit.why ?? el.querySelector("button, input"))?.focus({ preventScroll: true });
    };
    const toggle = () => (panel.hidden ? this.askReason(unit, reasonKeys) : unit.close());
    if (reasonKeys.length) unit.why = button("", toggle, { class: "why" });
    this.units.push(unit);
    return unit;
  }

  /** One field's own control: a group of grades with one tab stop, or a box. */
  drawControl(unit, key, column = "") {
    const field = this.field(key);
    const control = field.kind === "number" ? this.drawBox(unit, key) : this.drawLevels(unit, key);
    Object.assign(control.dataset, { field: key, column });
    this.controls.set(key, control);
    unit.drawn.push(key);
    return control;
  }

  drawBox(unit, key) {
    const { whole, label: name, ends } = this.field(key);
    const onchange = () => this.number(unit, key, input);
    const inputmode = whole ? "numeric" : "decimal";
    const input = h("input", { class: "value", inputmode, autocomplete: "off", "aria-label": name, onchange });
    const between = ends && label(`0 ${ends[0]}, 10 ${ends[1]}`);
    return h("span", { class: "box" }, input, between);
  }

  drawLevels(unit, key) {
    const field = this.field(key);
    const isGrade = field.kind === "grade";
    const level = ({ token, label: text }) => {
      const choose = () => this.record(unit, key, { value: token, status: "measured" });
      const name = `${shown(field, token)} ${text}`;
      const end = field.ends?.[{ [field.levels[0].token]: 0, [field.levels.at(-1)?.token ?? ""]: 1 }[token]];
      const look = !isGrade ? "word" : end ? "end" : null;
      const content = isGrade ? [shown(field, token), end && h("small", {}, end)] : text;
      return button(content, choose, {
        "data-token": token,
        "aria-label": name,
        class: look,
      });
    };
    const look = field.levels.length > 7 ? "g two-lines" : "g";
    return h("div", { class: look, role: "group", "aria-label": field.label }, field.levels.map(level));
  }

  drawFields(block) {
    const drawRow = (row) => {
      const el = h("div", { class: row.fields.length > 1 ? "pairs" : this.field(row.fields[0]).kind });
      const unit = this.makeUnit(block, row.fields, el);
      const controls = row.fields.flatMap((key, n) => [n ? h("span", {}, "/") : null, this.drawControl(unit, key)]);
      const line = h("div", { class: "pair" }, controls, unit.why);
      el.append(label(row.label), line, unit.was, unit.st, unit.panel, unit.question);
      return el;
    };
    return h("div", { class: "obs" }, block.rows.map(drawRow));
  }

  drawSides(block) {
    const now = h("span", {}, "Now ", h("span", { class: "mark" }), "baseline");
    const head = h("div", { class: "side" }, h("span"), h("span", {}, "Base"), h("span", {}, "Last"), now);
    const isSided = block.rows.some((row) => row.fields.length > 1);
    const drawSide = (key) => {
      const side = h("div", { class: "side" });
      const unit = this.makeUnit(block, [key], side);
      Object.assign(unit, { base: h("div", { class: "was1" }), last: h("div", { class: "was1" }) });
      const name = this.field(key).side;
      const control = this.drawControl(unit, key, `${block.key} ${name}`);
      side.append(h("b", {}, first(name)), unit.base, unit.last, control, unit.why, unit.st);
      return unit;
    };
    const drawRow = (row) => {
      const title = h("h3", {}, row.label, row.note && h("small", {}, row.note));
      const units = row.fields.map(drawSide);
      const sides = units.map((unit) => unit.el);
      return h(
        "div",
        { class: "row" },
        title,
        sides,
        units.map((unit) => [unit.panel, unit.question]),
      );
    };
    const heads = h(
      "div",
      { class: "row cols", "aria-hidden": "true" },
      h("span"),
      head,
      isSided && head.cloneNode(true),
    );
    return [heads, block.rows.map(drawRow)];
  }

  drawWalk(block) {
    return block.rows.map((row) => {
      const el = h("div", { class: "unit" });
      const unit = this.makeUnit(block, row.fields, el, row.whole ? [row.whole] : row.fields);
      const box = (key) => h("label", {}, label(this.field(key).short), this.drawControl(unit, key));
      const methods = row.methods.length > 0 && this.drawMethods(block, unit, row.methods);
      const watch = row.stopwatch && stopwatch(this, unit, row);
      const more = row.more?.length ? this.drawMore(unit, row.more, box) : [];
      const boxes = h("div", { class: "walk" }, watch, row.fields.map(box), more[0], unit.why, more[1]);
      el.append(...[methods, boxes].filter(Boolean), unit.was, unit.st, unit.panel, unit.question);
      return el;
    });
  }

  /** Boxes that are seldom needed, and what opens them: in sight once any of them holds a value. */
  drawMore(unit, keys, box) {
    const isUsed = keys.some((key) => !this.cell(key).empty || !this.cell(key, "baseline").empty);
    const more = h("div", { class: "pair", hidden: !isUsed }, keys.map(box));
    const show = () => {
      more.hidden = false;
      open.hidden = true;
      this.paint();
    };
    const goThere = () => {
      show();
      more.querySelector("input").focus();
    };
    const names = keys.map((key) => this.field(key).short.toLowerCase()).join(", ");
    const open = link(names, goThere, { hidden: isUsed });
    unit.reveal = (key) => keys.includes(key) && more.hidden && show();
    return [more, open];
  }

  /** How it was tested: the same as at baseline in one tap, or said one by one. Nothing is chosen beforehand. */
  drawMethods(block, unit, keys) {
    const baseline = (key) => this.cell(key, "baseline");
    const known = keys.filter((key) => baseline(key).status === "measured");
    const lines = keys.map((key) => this.drawLine(block, key, "method", this.field(key).label));
    const methods = h("div", { class: "methods" }, lines);
    if (this.open === "baseline" || !known.length) return methods;
    const words = known.map((key) => `${this.field(key).label.toLowerCase()}: ${this.text(key, baseline(key))}`);
    const isSame = () => known.every((key) => this.cell(key).value === baseline(key).value);
    const isSaid = () => keys.some((key) => !this.cell(key).empty);
    methods.hidden = !isSaid() || isSame();
    const same = button("Same as baseline", () => {
      methods.hidden = true;
      for (const key of known) this.record(unit, key, { value: baseline(key).value, status: "measured" });
    });
    same.dataset.key = "y";
    const different = button("Different", () => {
      methods.hidden = false;
      this.paint();
    });
    unit.paintMethods = () => {
      const isAsBefore = isSaid() && isSame();
      set(same, "aria-pressed", isAsBefore);
      set(different, "aria-pressed", !methods.hidden && !isAsBefore);
    };
    const how = h("span", { class: "how" }, words.join(", "));
    return h("div", {}, h("div", { class: "pair wrap" }, same, different, how), methods);
  }

  /** One field without a reason of its own: how it was tested, or what one voice says of a goal. */
  drawLine(block, key, look, name) {
    const line = h("div", { class: look });
    const unit = this.makeUnit(block, [key], line, []);
    line.append(label(name), this.drawControl(unit, key), unit.st, unit.panel, unit.question);
    return line;
  }

  drawGoals(block) {
    const hasMore = block.rows.some((row) => row.more.length) && !this.moreVoices;
    const askMore = () => {
      this.moreVoices = true;
      this.draw();
    };
    const isAsked = (key) => this.moreVoices || !this.cell(key).empty;
    const voice = (key) => this.drawLine(block, key, "voice", this.field(key).side);
    const drawGoal = (row) => {
      const title = h("p", {}, `${row.label} `, h("small", {}, row.note));
      return h("div", { class: "goal" }, title, [...row.fields, ...row.more.filter(isAsked)].map(voice));
    };
    const more = hasMore && link("A parent, carer or interpreter rates too", askMore);
    return [block.rows.map(drawGoal), more, this.drawWords(block)];
  }

  drawWords(block) {
    const [by, name] = block.voice;
    const keep = () => {
      const words = input.value.trim();
      if (words) this.delivery.enter({ ...this.newTap("said"), by, words }, null);
      input.value = "";
    };
    const input = h("input", { placeholder: "as said, not tidied", "aria-label": `${name}, words`, onchange: keep });
    this.wordsKept = h("p", { class: "st" });
    this.wordsBefore = h("div");
    return h("div", { class: "words" }, h("label", {}, h("span", {}, name), input), this.wordsBefore, this.wordsKept);
  }

  drawEvents(block) {
    const form = h("div", { class: "panel", hidden: true });
    const close = () => {
      form.hidden = true;
    };
    const toggle = () => {
      form.hidden = !form.hidden;
      if (!form.hidden) form.replaceChildren(eventForm(this, block, close));
    };
    this.asked = h("span", { class: "st" });
    const isAfter = this.data.t0 && this.open !== "baseline"; // what is asked before the dose says nothing about after it
    const ask = () => this.delivery.enter({ ...this.newTap("events_asked"), ...this.typedSet() }, null);
    this.askedButton = button("Asked: nothing new", ask, { hidden: !isAfter });
    this.eventsKept = h("div", { class: "wide" });
    const record = button("Record an event", toggle);
    const sign = ([name, text]) => [h("dt", {}, name), h("dd", {}, text)];
    const signs = h("dl", { class: "signs", "aria-label": "Warning signs" }, block.signs.map(sign));
    const question = h("p", {}, block.question);
    return h("div", { class: "ev" }, this.eventsKept, question, this.askedButton, record, this.asked, form, signs);
  }
}
