// The entry sheet: rows and values come from Python (data.py); a tap is painted in the same frame.
// Drawn once for a slot and then only painted, so that nothing moves under a finger or loses the keyboard.

const SHEETS = new Map(); // by recorder, trial and dose: what is typed and timed outlives a rerun and a remount

export function sheet({ parentElement, data: { standing, ...rest }, setTriggerValue }) {
  const data = { ...JSON.parse(standing), ...rest }; // what stands in the trial was written once, for every rerun
  const name = [data.recorder, data.trial, data.dose].join("|");
  for (const [other, one] of SHEETS) if (other !== name) one.leave();
  if (!SHEETS.has(name)) SHEETS.set(name, new Sheet());
  const sheet = SHEETS.get(name),
    turn = (sheet.turn += 1);
  sheet.take(parentElement, data, setTriggerValue);
  return () => {
    if (sheet.turn === turn) sheet.leave();
  };
}

export class Sheet extends Drawing {
  host = h("div", { class: "itb-sheet" });
  root = this.host.attachShadow({ mode: "open" });
  style = this.root.appendChild(h("style", {}, CSS));
  body = this.root.appendChild(h("div", { class: "host", onkeydown: (event) => this.key(event) }));
  turn = 0;
  history = []; // what can be undone
  watches = {}; // running stopwatches, by slot and first box
  tallies = new Map(); // what is planned and recorded, by slot
  touchedAt = 0;
  look = () => {
    this.poll();
    this.restore();
  };

  take(parent, data, trigger) {
    const isNew = !this.data;
    for (const field of Object.values(data.fields))
      for (const name of ["levels", "reasons"]) {
        if (Number.isInteger(field[name])) field[name] = data.shared[field[name]]; // what many rows share came once
      }
    Object.assign(this, { parent, data, trigger, token: null, head: Math.max(this.head, data.entries) });
    if (isNew) {
      const here = Date.now();
      this.setClock(data.at, here - SLOWEST_PAGE, here, here);
      this.openSlot(this.dueSlot());
    }
    for (const one of this.taps.values()) if (one.state === "saved" && one.entries <= data.entries) this.forget(one);
    if (!this.layer && this.host.parentNode !== parent) parent.append(this.host);
    const shape = JSON.stringify([
      data.blocks,
      data.fields,
      data.slots,
      data.people,
      data.person,
      data.unbiased,
      data.t0,
    ]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.draw();
    } else this.paint();
    this.ticking ??= setInterval(() => this.tick(), 1000);
    this.polling ??= setInterval(this.look, POLL);
    document.addEventListener("visibilitychange", this.look); // a tablet that slept looks at once
    if (isNew) this.look();
  }

  leave() {
    // another screen: stop looking, go on delivering; without a server, stay until it answers
    if (this.layer) return;
    clearInterval(this.ticking);
    clearInterval(this.polling);
    this.ticking = this.polling = null;
    document.removeEventListener("visibilitychange", this.look);
    this.host.remove();
  }

  openSlot(key) {
    this.open = key;
    this.set = { taken: "", typedAt: 0, by: this.set?.by ?? "" };
    this.assessors = {}; // by block, where it is not the set's
  }

  tick() {
    const due = this.dueSlot();
    if (due !== this.dueBefore && this.dueBefore && this.now() - this.touchedAt > MINUTE && !this.root.activeElement) {
      this.openSlot(due);
      this.draw();
    }
    this.dueBefore = due;
    this.paintTop();
    this.paintTabs();
  }

  /** Record a value or a reason; asks why first when it changes what is no longer one's own fresh entry. */
  record(unit, key, change, { reason = "", both = false } = {}) {
    const field = this.field(key),
      before = this.cell(key);
    const same = before.value === change.value && before.status === change.status && !change.note;
    if (!before.empty && same && before.state !== "refused" && !both) return;
    const free = before.empty || !before.id || (before.mine && this.now() - before.typed <= UNDO_FOR);
    if (!free && !reason && !both) {
      this.askWhy(unit, key, change);
      return;
    }
    const { taken, typedAt } = this.set;
    const when = taken ? { taken, taken_typed_at: new Date(typedAt - this.skew).toISOString() } : {};
    const tap = {
      id: newId(),
      kind: field.goal ? "rating" : "reading",
      dose: this.data.dose,
      slot: this.open,
      reason,
      replaces: both ? "" : (before.id ?? ""),
      ...when,
      ...change,
      ...(field.goal
        ? { goal: field.goal, by: field.voice }
        : { scale: field.scale, item: field.item, by: this.assessors[unit.block] ?? this.set.by }),
    };
    unit.close();
    this.history.push({ key, tap, before: before.empty || before.state === "refused" ? null : before });
    this.touchedAt = this.now();
    this.enter(tap, `${this.open}|${key}`, taken ? this.typedTime(taken).at : tap.replaces ? before.taken : null);
  }

  undo() {
    const step = this.history.pop();
    if (!step) return;
    const { key, tap, before } = step,
      cell = `${tap.slot}|${key}`,
      own = this.cells.get(cell);
    if (own?.state === "refused") {
      this.discard(own);
      this.paint();
      return;
    }
    const back = {
      id: newId(),
      replaces: tap.id,
      reason: this.now() - Date.parse(tap.tapped_at) > UNDO_FOR ? "Undone" : "",
    };
    if (before)
      this.enter(
        { ...tap, ...back, value: before.value, status: before.status, note: before.note, unusual: !!before.unusual },
        cell,
        before.taken,
      );
    else this.enter({ ...back, kind: "undo", dose: tap.dose, slot: tap.slot }, cell);
  }

  number(unit, key, input, note = "") {
    const field = this.field(key),
      typed = input.value.trim().replace(",", "."),
      before = this.cell(key);
    if (typed === "") {
      if (before.empty || before.status !== "measured") return unit.close();
      input.value = before.value;
      return unit.ask(
        `${first(field.label)} ${before.value} stands. To take it back, use Undo or a reason; to change it, type the new value.`,
        [],
      );
    }
    const value = Number(typed),
      partner = field.pair ? this.cell(field.pair) : { empty: true };
    const [low, high] = field.hard;
    let problem = null;
    if (!/^-?\d+(\.\d+)?$/.test(typed)) problem = `${first(field.label)} takes a number.`;
    else if (value < low || value > high)
      problem = `${first(field.label)} must be ${low} to ${high} ${field.unit}.${value > high ? ` ${field.beyond}` : ""}`;
    else if (field.whole && !Number.isInteger(value)) problem = `${first(field.label)} takes a whole number.`;
    else if (
      partner.status === "measured" &&
      partner.state !== "refused" &&
      (field.item === "diastolic" ? value >= partner.value : value <= partner.value)
    )
      problem = "Diastolic must be below systolic.";
    if (problem) return unit.ask([h("b", {}, "Not recorded. "), problem.trim()], []);
    const change = { value: typed, status: "measured", note };
    const base = this.cell(key, "baseline"),
      own = base.status === "measured" ? [Number(base.value)] : [];
    const isUnusual =
      field.soft && (value < Math.min(field.soft[0], ...own) || value > Math.max(field.soft[1], ...own));
    if (!isUnusual || (before.value === typed && before.state !== "refused")) return this.record(unit, key, change);
    return unit.ask(`${first(field.label)} ${typed} ${field.unit} is unusual: please look again.`, [
      button(`${typed} is right`, () => this.record(unit, key, { ...change, unusual: true })),
    ]);
  }

  askWhy(unit, key, change) {
    const before = this.cell(key),
      field = this.field(key);
    const other = h("input", { class: "wide", placeholder: "or say why", "aria-label": "Why it changes" });
    const keep = (reason) => reason.trim() && this.record(unit, key, change, { reason: reason.trim() });
    unit.ask(
      `${this.text(key, before)} was recorded at ${this.clock(before.typed)}${before.mine ? "" : ` by ${before.by || "another person"}`}. Why does it become ${this.text(key, change)}?`,
      [
        ...WHY_CHANGED.map((reason) => button(reason, () => keep(reason))),
        other,
        button("Keep", () => keep(other.value)),
        !field.goal &&
          this.open !== "baseline" &&
          button("Tested again now: keep both", () => this.record(unit, key, change, { both: true })),
        link("Leave as it was", () => {
          unit.close();
          this.paint();
        }),
      ],
    );
  }

  /** The reasons that the rules accept for these fields, opened under the row. */
  askReason(unit, keys, done, told = "") {
    const accepted = keys.map((key) => this.field(key).reasons);
    const offered = Object.keys(this.data.reasons).filter((status) => accepted.some((one) => one.includes(status)));
    const choose = (status, note) => {
      for (const key of keys)
        if (this.field(key).reasons.includes(status)) this.record(unit, key, { value: null, status, note });
      done?.();
    };
    const isChosen = (status) => keys.length === 1 && this.cell(keys[0]).status === status;
    const unsafe = (why) => choose("unsafe", [told, why].filter(Boolean).join(", "));
    const askUnsafe = () => this.askWords(unit, "Why was it unsafe?", "Why it was unsafe", unsafe);
    const reason = (status) =>
      button(
        status === "unsafe" ? "Unsafe, say why" : first(this.data.reasons[status].words),
        status === "unsafe" ? askUnsafe : () => choose(status, told),
        { "aria-pressed": String(isChosen(status)) },
      );
    const { found = [], other = [] } = Object.groupBy(offered, (status) =>
      this.data.reasons[status].found ? "found" : "other",
    );
    const line = (name, list) => list.length > 0 && [label(name), h("div", {}, list.map(reason))];
    const reasons = h("div", { class: "reasons" }, line("Found", found), line("Not tested", other));
    unit.ask(reasons, [link("Close", () => unit.close())]);
    unit.panel.querySelector("button").focus();
  }

  /** The whole set from the keyboard: Tab goes down a column, a digit chooses, + makes 1 into 1+, n asks why, u undoes. */
  key(event) {
    const at = event.target;
    if (event.key === "Escape") return this.units.find((one) => one.panel.contains(at))?.close();
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && at.matches?.("button")) {
      event.preventDefault();
      return this.undo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !at.matches?.("button, input.value")) return undefined;
    const unit = this.units.find((one) => one.el.contains(at)),
      group = at.closest(".g"),
      { key } = event;
    const act = () => {
      event.preventDefault();
      return true;
    };
    if (key === "Tab" && group && this.tabDown(at, event.shiftKey ? -1 : 1)) return event.preventDefault();
    const buttons = [...(group?.querySelectorAll("[data-token]") ?? [])],
      here = buttons.indexOf(at);
    const pressed = buttons.find((one) => one.getAttribute("aria-pressed") === "true")?.dataset.token;
    const tokens = [key === "+" || key === "-" ? pressed + key : key, key.toUpperCase()];
    const hit = tokens.map((token) => buttons.find((one) => one.dataset.token === token)).find(Boolean);
    if (hit && act()) {
      hit.click();
      hit.focus();
      return undefined;
    } // before u: it is a level of consciousness too
    if (key === "u" && act()) return this.undo();
    if (key === "n" && unit?.why && act()) return unit.why.click();
    if (key === "Enter" && at.matches("input") && act()) {
      at.blur();
      this.goNext();
      return undefined;
    }
    if (["ArrowUp", "ArrowDown"].includes(key) && unit && act()) return this.goAlong(at, key === "ArrowDown" ? 1 : -1);
    if (key === "ArrowLeft" && at === unit?.why && act())
      return unit.el.querySelector(".g:last-of-type [data-token]:last-child")?.focus();
    if (["ArrowLeft", "ArrowRight"].includes(key) && group && act())
      return (buttons[here + (key === "ArrowRight" ? 1 : -1)] ?? (here > 0 ? unit?.why : null))?.focus();
    return undefined;
  }

  /** Down a column, or down several one after the other. */
  goAlong(at, step, columns = [at.closest("[data-column]")?.dataset.column ?? ""]) {
    const stops = columns.flatMap((column) => [...this.root.querySelectorAll(`[data-column="${column}"]`)]);
    return this.focusOn(stops[stops.indexOf(at.closest("[data-column]")) + step]);
  }

  /** Tab goes down the left column, then down the right one; beyond them it is the browser's again. */
  tabDown(at, step) {
    const [block, side] = (at.closest("[data-column]")?.dataset.column ?? "").split(" ");
    return !!side && this.goAlong(at, step, [`${block} left`, `${block} right`]);
  }

  focusOn(control, options) {
    const stop = control?.querySelector('input.value, [data-token][tabindex="0"]');
    stop?.focus(options);
    return !!stop;
  }

  goNext() {
    this.goTo(this.nextEmpty());
  }

  goTo(key) {
    const control = this.controls.get(key);
    this.focusOn(control, { preventScroll: true });
    control?.scrollIntoView({ block: "center" });
  }

  goToSlot(slot) {
    this.touchedAt = this.now();
    this.openSlot(slot);
    this.draw();
  }

  goToCell(place) {
    const { key, at } = place;
    this.standInGrid(place);
    if (at.key !== this.open) this.goToSlot(at.key);
    this.touchedAt = this.now();
    this.goTo(this.field(key).boxes?.[0] ?? key);
  }

  /** Arrows go from cell to cell of the grid; Enter goes to the value. */
  keyInGrid(event) {
    const cell = event.target,
      { key } = event,
      rows = this.gridRows,
      line = rows.findIndex((row) => row.includes(cell));
    if (line < 0) return;
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
    const to = step && rows[line + step[0]]?.[rows[line].indexOf(cell) + step[1]];
    if (to) this.standInGrid(to, true);
    else if (key === "Enter" || key === " ") this.goToCell(cell);
    else if (!step) return;
    event.preventDefault();
  }
}
