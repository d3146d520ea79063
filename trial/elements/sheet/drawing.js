// Draws the open slot once and paints what stands in it. A unit is what shares one "Could not" and one line of words.

const NEED_SERVER =
  "First sit and stand, medicines, checklist, later calls and the dose sheet need the server: " +
  "note them with their times until it is back.";

class Drawing extends Painting {
  draw() {
    Object.assign(this, { units: [], controls: new Map(), gridRows: [] });
    const focus = this.root.activeElement?.closest("[data-field]")?.dataset.field;
    const slot = this.slot();
    const here = (block) => ({ ...block, rows: block.rows?.filter((row) => row.slots.includes(slot.key)) });
    const blocks = this.data.blocks.map(here).filter((block) => !block.rows || block.rows.length || block.voice);
    const tabs = { class: "slots", "aria-label": `Slots of dose ${this.data.dose}` };
    this.tabs = h(
      "nav",
      tabs,
      this.data.slots.map(({ key }) =>
        button("", () => this.goToSlot(key), {
          "data-slot": key,
          "aria-current": key === this.open ? "step" : null,
          class: key === "extra" ? key : null,
        }),
      ),
    );
    this.foot = h("div", { class: "foot" });
    this.kept = h("div", { class: "kept", role: "status" });
    this.needServer = h("p", { class: "say", hidden: true }, NEED_SERVER);
    this.grid = h("div", {
      class: "gridbox",
      onclick: ({ target }) => target.key && this.goToCell(target),
      onkeydown: (event) => this.keyInGrid(event),
    });
    const allSlots = h(
      "section",
      { class: "b" },
      heading("All slots, for checking", "Tap a cell, or press Enter on it, to go there."),
      this.grid,
      h("p", { class: "key" }, "Dashed: planned and empty. Blank: not planned or not yet due."),
    );
    const place = ({ layout }) => (["fields", "sides"].includes(layout) ? "wide" : "beside");
    const { wide, beside } = Object.groupBy(blocks, place),
      draw = (block) => this.drawBlock(block);
    const columns = h("div", { class: "two" }, h("div", {}, beside.map(draw)), allSlots);
    const sheet = h("div", { class: "sheet" }, this.drawSet(slot), wide?.map(draw), columns, this.needServer);
    this.body.replaceChildren(this.drawTop(), this.tabs, sheet, this.foot);
    this.paint();
    if (focus) this.focusOn(this.controls.get(focus), { preventScroll: true });
  }

  /** Every slot of every row, for checking: a cell knows its field and its slot. */
  drawGrid(columns) {
    const asked = (row) => (row.whole ? [row.whole] : row.fields);
    const keys = ({ rows = [] }) => [...new Set(rows.flatMap(asked))].filter((key) => !this.field(key).method);
    const cellOf = (key, at) =>
      Object.assign(h("td", { tabindex: "-1", "data-cell": `${at.key}|${key}` }), { key, at });
    const head = columns.map((at) => h("th", { scope: "col", class: at.key === this.open ? "on" : null }, at.name));
    this.gridRows = [];
    const lineOf = (key) => {
      const cells = columns.map((at) => cellOf(key, at));
      this.gridRows.push(cells);
      return h("tr", {}, h("th", { scope: "row" }, this.field(key).short), cells);
    };
    const body = this.data.blocks
      .filter((block) => keys(block).length)
      .map((block) => [
        h("tr", { class: "sec" }, h("th", { colspan: columns.length + 1 }, block.title)),
        keys(block).map(lineOf),
      ]);
    const focused = this.grid.contains(this.root.activeElement),
      cells = this.gridRows.flat();
    this.grid.replaceChildren(
      h(
        "table",
        { class: "grid", role: "grid", "aria-label": "All slots" },
        h("thead", {}, h("tr", {}, h("th"), head)),
        h("tbody", {}, body),
      ),
    );
    this.standInGrid(cells.find((cell) => cell.dataset.cell === this.gridAt) ?? cells[0], focused);
  }

  drawTop() {
    const fact = ([label, text], n) => h("div", {}, h("dt", {}, label), h("dd", {}, n ? text : h("b", {}, text)));
    this.timer = h("div", { class: "clock", role: "timer" });
    const who = { class: "who", role: "region", "aria-label": "Who this is" };
    return h(
      "header",
      { class: "top" },
      h("div", who, h("dl", {}, this.data.person.map(fact)), this.timer),
      this.kept,
    );
  }

  drawSet(slot) {
    const echo = h("small", { class: "echo", role: "status" });
    const typed = h("input", {
      placeholder: "or 1430",
      "aria-label": "Typed time for the whole set",
      autocomplete: "off",
      value: this.set.taken,
      onchange: () => {
        const text = typed.value.trim(),
          read = text ? this.typedTime(text) : {};
        Object.assign(this.set, { taken: read.problem ? "" : text, typedAt: this.now() });
        set(asTapped, "aria-pressed", !this.set.taken);
        echo.textContent = read.problem ?? (text ? `taken ${read.at ? this.clock(read.at) : text}` : "");
      },
    });
    const clear = () => {
      typed.value = "";
      typed.dispatchEvent(new Event("change"));
    };
    const asTapped = button("As I tap", clear, { "aria-pressed": String(!this.set.taken) });
    const [due, from, to] = [slot.due, slot.from, slot.to].map((at) => at && this.clock(at));
    const says = due
      ? `${this.now() > slot.to ? "Was due" : "Due"} ${due}. On time from ${from} to ${to}.`
      : slot.says;
    const taken = h(
      "div",
      { role: "group", "aria-label": "Set taken at" },
      label("Set taken at ", echo),
      h("div", { class: "pair" }, asTapped, typed),
    );
    const assessed = this.drawAssessor("Assessed by", this.set.by, (by) => {
      this.set.by = by;
    });
    const title = h("h1", {}, slot.title, h("small", {}, says));
    return h("div", { class: "set" }, title, taken, assessed);
  }

  /** Who assessed: today's names, or another that is typed. Empty is whoever records. */
  drawAssessor(text, chosen, choose) {
    const { me, people } = this.data,
      onchange = () => choose(other.value.trim());
    const other = h("input", { hidden: true, placeholder: "name", "aria-label": "Name of the assessor", onchange });
    const names = [...new Set(["", ...people.filter((name) => name !== me), ...(chosen ? [chosen] : [])])];
    const option = (name) => h("option", { value: name, selected: name === chosen }, name || me);
    const pick = () => {
      other.hidden = select.value !== "+";
      if (select.value === "+") other.focus();
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
      const keys = others.flatMap((unit) => unit.reasonKeys).filter((key) => !this.filled(key));
      if (keys.length) this.askReason(rest, keys, () => rest.close());
    };
    const choose = (by) => {
      this.assessors[block.key] = by;
    };
    const assessed = this.drawAssessor("This block assessed by", this.set.by, choose);
    const assessor = h("div", { class: "by", hidden: true }, assessed);
    const meaning = ([token, text]) => [h("dt", {}, signed(token)), h("dd", {}, text)];
    const meanings = block.levels && h("dl", { class: "meanings", hidden: true }, block.levels.flatMap(meaning));
    const toggle = (el, text) =>
      link(
        text,
        ({ currentTarget }) => {
          el.hidden = !el.hidden;
          set(currentTarget, "aria-expanded", !el.hidden);
        },
        { "aria-expanded": "false" },
      );
    const head = heading(
      block.title,
      block.hint,
      meanings && toggle(meanings, "What the grades mean"),
      block.key === "observations" && toggle(assessor, "Change assessor"),
      block.rest && link("Rest of block: could not\u2026", askRest),
    );
    const rows = this[`draw${first(block.layout)}`](block); // drawFields, drawSides, drawWalk, drawGoals, drawEvents
    const region = { class: `b ${block.layout}`, "aria-label": block.title };
    return h("section", region, head, meanings, assessor, rest.panel, rows);
  }

  makeUnit(block, keys, el, reasonKeys = keys) {
    const unit = {
      block: block.key,
      keys,
      reasonKeys,
      el,
      drawn: [],
      st: h("p", { class: "st" }),
      was: h("p", { class: "was" }),
      panel: h("div", { class: "panel", hidden: true }),
      refusal: h("div", { class: "say", role: "alert", hidden: true }),
    };
    unit.ask = (content, buttons) => {
      const asked = content instanceof Element ? content : h("p", {}, content);
      unit.panel.replaceChildren(asked, h("div", { class: "pair wrap" }, buttons));
      unit.panel.hidden = false;
    };
    unit.close = () => {
      const wasHere = unit.panel.contains(this.root.activeElement);
      unit.panel.hidden = true;
      if (wasHere) (unit.why ?? el.querySelector("button, input"))?.focus({ preventScroll: true });
    };
    const toggle = () => (unit.panel.hidden ? this.askReason(unit, unit.reasonKeys) : unit.close());
    if (reasonKeys.length) unit.why = button("", toggle, { class: "why" });
    this.units.push(unit);
    return unit;
  }

  /** One field's own control: a group of grades with one tab stop, or a box. */
  drawControl(unit, key, column = "") {
    const field = this.field(key),
      isGrade = field.kind === "grade",
      named = { "aria-label": field.label };
    const level = ({ token, label: text }) =>
      button(
        isGrade ? shown(field, token) : text,
        () => this.record(unit, key, { value: token, status: "measured" }),
        { "data-token": token, "aria-label": `${shown(field, token)} ${text}`, class: isGrade ? null : "word" },
      );
    let control;
    if (field.kind === "number") {
      const inputmode = field.whole ? "numeric" : "decimal",
        onchange = () => this.number(unit, key, input);
      const input = h("input", { class: "value", inputmode, autocomplete: "off", onchange, ...named });
      control = h("span", { class: "box" }, input);
    } else {
      const look = field.levels.length > 7 ? "g two-lines" : "g";
      control = h("div", { class: look, role: "group", ...named }, field.levels.map(level));
    }
    Object.assign(control.dataset, { field: key, column });
    this.controls.set(key, control);
    unit.drawn.push(key);
    return control;
  }

  drawFields(block) {
    return h(
      "div",
      { class: "obs" },
      block.rows.map((row) => {
        const el = h("div", { class: row.fields.length > 1 ? "pairs" : this.field(row.fields[0]).kind });
        const unit = this.makeUnit(block, row.fields, el);
        const controls = row.fields.flatMap((key, n) => [n ? h("span", {}, "/") : null, this.drawControl(unit, key)]);
        const line = h("div", { class: "pair" }, controls, unit.why);
        el.append(label(row.label), line, unit.was, unit.st, unit.panel, unit.refusal);
        return el;
      }),
    );
  }

  drawSides(block) {
    const head = () =>
      h(
        "div",
        { class: "side" },
        h("span"),
        h("span", {}, "Base"),
        h("span", {}, "Last"),
        h("span", {}, "Now ", h("span", { class: "mark" }), "baseline"),
      );
    const isSided = block.rows.some((row) => row.fields.length > 1);
    const rows = block.rows.map((row) => {
      const el = h("div", { class: "row" }, h("h3", {}, row.label, row.note && h("small", {}, row.note)));
      const units = row.fields.map((key) => {
        const field = this.field(key),
          side = h("div", { class: "side" }),
          unit = this.makeUnit(block, [key], side);
        Object.assign(unit, { base: h("div", { class: "was1" }), last: h("div", { class: "was1" }) });
        const control = this.drawControl(unit, key, `${block.key} ${field.side}`);
        side.append(h("b", {}, first(field.side)), unit.base, unit.last, control, unit.why, unit.st);
        el.append(side);
        return unit;
      });
      el.append(...units.flatMap((unit) => [unit.panel, unit.refusal]));
      return el;
    });
    return [h("div", { class: "row cols", "aria-hidden": "true" }, h("span"), head(), isSided && head()), rows];
  }

  drawWalk(block) {
    return block.rows.map((row) => {
      const el = h("div", { class: "unit" }),
        reasonKeys = row.whole ? [row.whole] : row.fields;
      const unit = this.makeUnit(block, row.fields, el, reasonKeys);
      el.append(this.drawMethods(block, unit, row.methods));
      const box = (key) => h("label", {}, label(this.field(key).short), this.drawControl(unit, key));
      const used = row.more?.some((key) => !this.cell(key).empty || !this.cell(key, "baseline").empty);
      const more = row.more?.length && h("div", { class: "pair", hidden: !used }, row.more.map(box));
      const show = () => {
        more.hidden = false;
        open.hidden = true;
        this.paint();
      };
      const names = row.more?.map((key) => this.field(key).short.toLowerCase()).join(", ");
      const open =
        more &&
        link(
          names,
          () => {
            show();
            more.querySelector("input").focus();
          },
          { hidden: used },
        );
      unit.reveal = (key) => {
        if (row.more?.includes(key) && more.hidden) show();
      };
      const watch = row.stopwatch && stopwatch(this, unit, row);
      const boxes = h("div", { class: "walk" }, watch, row.fields.map(box), more, unit.why, open);
      el.append(boxes, unit.was, unit.st, unit.panel, unit.refusal);
      return el;
    });
  }

  /** How it was tested: the same as at baseline in one tap, or said one by one. Nothing is chosen beforehand. */
  drawMethods(block, unit, keys) {
    if (!keys.length) return "";
    const baseline = (key) => this.cell(key, "baseline");
    const known = keys.filter((key) => baseline(key).status === "measured");
    const line = (key) => this.drawLine(block, key, "method", this.field(key).label);
    const each = h("div", { class: "methods" }, keys.map(line));
    if (this.open === "baseline" || !known.length) return each;
    const words = known.map((key) => `${this.field(key).label.toLowerCase()}: ${this.text(key, baseline(key))}`);
    const isSame = () => known.every((key) => this.cell(key).value === baseline(key).value);
    const isSaid = () => keys.some((key) => !this.cell(key).empty);
    each.hidden = !isSaid() || isSame();
    const same = button("Same as baseline", () => {
      each.hidden = true;
      for (const key of known) this.record(unit, key, { value: baseline(key).value, status: "measured" });
    });
    const different = button("Different", () => {
      each.hidden = false;
      this.paint();
    });
    unit.paintMethods = () => {
      set(same, "aria-pressed", isSaid() && isSame());
      set(different, "aria-pressed", !each.hidden && !(isSaid() && isSame()));
    };
    const how = h("span", { class: "how" }, words.join(", "));
    return h("div", {}, h("div", { class: "pair wrap" }, same, different, how), each);
  }

  /** One field without a reason of its own: how it was tested, or what one voice says of a goal. */
  drawLine(block, key, look, name) {
    const line = h("div", { class: look }),
      unit = this.makeUnit(block, [key], line, []);
    line.append(label(name), this.drawControl(unit, key), unit.st, unit.panel, unit.refusal);
    return line;
  }

  drawGoals(block) {
    const hasMore = block.rows.some((row) => row.more.length) && !this.moreVoices;
    const askMore = () => {
      this.moreVoices = true;
      this.draw();
    };
    const voices = (row) => [...row.fields, ...row.more.filter((key) => this.moreVoices || !this.cell(key).empty)];
    const voice = (key) => this.drawLine(block, key, "voice", this.field(key).side);
    const goals = block.rows.map((row) =>
      h("div", { class: "goal" }, h("p", {}, `${row.label} `, h("small", {}, row.note)), voices(row).map(voice)),
    );
    return [goals, hasMore && link("A parent, carer or interpreter rates too", askMore), this.drawWords(block)];
  }

  drawWords(block) {
    const [by, name] = block.voice;
    const keep = () => {
      const words = input.value.trim();
      if (words) this.enter({ id: newId(), kind: "said", dose: this.data.dose, slot: this.open, by, words }, null);
      input.value = "";
    };
    const input = h("input", { placeholder: "as said, not tidied", "aria-label": `${name}, words`, onchange: keep });
    this.wordsKept = h("p", { class: "st" });
    this.wordsBefore = h("div");
    return h("div", { class: "words" }, h("label", {}, h("span", {}, name), input), this.wordsBefore, this.wordsKept);
  }

  drawEvents(block) {
    const form = h("div", { class: "panel", hidden: true }),
      close = () => {
        form.hidden = true;
      };
    const toggle = () => {
      form.hidden = !form.hidden;
      if (!form.hidden) form.replaceChildren(eventForm(this, block, close));
    };
    const { dose } = this.data,
      asked = { kind: "events_asked", dose, slot: this.open };
    this.asked = h("span", { class: "st" });
    this.askedButton = button("Asked: none", () => this.enter({ id: newId(), ...asked }, null));
    this.eventsKept = h("div", { class: "wide" });
    const signs = block.signs.map(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]);
    return h(
      "div",
      { class: "ev" },
      this.eventsKept,
      h("p", {}, block.question),
      this.askedButton,
      button("Record an event", toggle),
      this.asked,
      form,
      h("dl", { class: "signs", "aria-label": "Warning signs" }, signs),
    );
  }
}
