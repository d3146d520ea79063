// The entry sheet: rows and values come from Python (data.py); a tap is painted in the same frame.
// Drawn once for a slot and then only painted, so that nothing moves under a finger or loses the keyboard.

const SLOWEST_PAGE = 30000; // milliseconds from Python's clock to the page's
const MINUTE = 60000;
const UNDO_FOR = 5 * MINUTE; // one's own entry may be changed so long without a reason
const ONE_SET = 15 * MINUTE; // values of one set are taken within it
const WHY_CHANGED = ["Typed wrong", "Wrong row or side", "Heard wrong"];
const SHEETS = new Map(); // by recorder, trial and dose: what is typed and timed outlives a rerun and a remount

/** Mount the sheet of one dose; Python's `standing` was written once for every rerun. */
function sheet({ parentElement, data: { standing, ...rest }, setTriggerValue }) {
  const data = { ...JSON.parse(standing), ...rest };
  const name = [data.recorder, data.trial, data.dose].join("|");
  for (const [other, opened] of SHEETS) if (other !== name) opened.leave();
  if (!SHEETS.has(name)) SHEETS.set(name, new Sheet());
  const mounted = SHEETS.get(name);
  mounted.turn += 1;
  const { turn } = mounted;
  mounted.take(parentElement, data, setTriggerValue);
  return () => {
    if (mounted.turn === turn) mounted.leave();
  };
}

class Sheet extends Keyboard {
  turn = 0;
  history = []; // own taps, the latest last
  /** @type {any} */
  undone = null; // the tap that was taken back last, while it can be put back

  constructor() {
    super();
    this.root.append(h("style", {}, SHEET_STYLE), this.body);
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.delivery = new Delivery({
      changed: () => this.paint(),
      asked: () => this.paintDelivery(),
      moved: (entries) => this.trigger("moved", entries),
      remarked: (remarks) => this.takeRemarks(remarks),
      silent: () => this.place.rise() && this.paint(),
      answered: () => this.place.layer && !this.place.sink() && this.leave(),
    });
  }

  /** What Python hands over, at the start and at each rerun. */
  take(parent, data, trigger) {
    const isNew = !this.data;
    for (const field of Object.values(data.fields)) {
      for (const name of ["levels", "reasons"]) {
        if (Number.isInteger(field[name])) field[name] = data.shared[field[name]]; // what many rows share came once
      }
    }
    Object.assign(this, { data, trigger });
    this.delivery.update(data);
    if (isNew) {
      const here = Date.now();
      this.delivery.setClock(data.at, here - SLOWEST_PAGE, here, here);
      this.openSlot(this.dueSlot());
    }
    this.place.setPage(parent);
    const { blocks, fields, slots, people, person, unbiased, t0 } = data;
    const shape = JSON.stringify([blocks, fields, slots, people, person, unbiased, t0]);
    if (shape === this.shape) this.paint();
    else this.draw();
    this.shape = shape;
    this.ticking ??= setInterval(() => this.tick(), 1000);
    this.delivery.start();
    if (isNew) this.delivery.look();
  }

  takeRemarks(remarks) {
    if (JSON.stringify(remarks) === JSON.stringify(this.data.remarks)) return;
    this.data.remarks = remarks;
    this.paint();
  }

  /** Another screen is shown: what waits is delivered all the same. Without a server, stay until it answers. */
  leave() {
    if (this.place.layer) return;
    clearInterval(this.ticking);
    this.ticking = null;
    this.delivery.stop();
    this.place.host.remove();
  }

  openSlot(key) {
    this.open = key;
    if (key === "extra") this.extraFrom = this.newExtraFrom();
    Object.assign(this.set, { taken: "", typedAt: 0, at: 0 });
    this.assessors = {}; // by block, where it is not the set's
  }

  /** Since when the open extra set is: the one before goes on for 15 minutes, then a new one begins. */
  newExtraFrom() {
    const kept = Object.entries(this.data.values).flatMap(([cell, readings]) => readings.map((one) => [cell, one]));
    const extra = [...kept, ...this.delivery.latest].filter(([cell]) => cell.startsWith("extra|"));
    const now = this.delivery.now();
    const goesOn = extra.some(([, { typed }]) => now - typed <= ONE_SET);
    return goesOn ? this.extraFrom || now - ONE_SET : now;
  }

  tick() {
    const due = this.dueSlot();
    const isResting = this.delivery.now() - this.touchedAt > MINUTE && !this.root.activeElement;
    if (due !== this.dueBefore && this.dueBefore && isResting) {
      this.openSlot(due);
      this.draw();
    }
    this.dueBefore = due;
    this.paintClock();
    this.paintTabs();
    this.paintFoot(); // what can be undone ends by the clock
  }

  /** Record a value or a reason; asks why first when it changes what is no longer one's own fresh entry. */
  record(unit, key, change, { reason = "", both = false } = {}) {
    const field = this.field(key);
    const before = this.cell(key);
    const isSame = before.value === change.value && before.status === change.status && !change.note;
    if (!before.empty && isSame && before.state !== "refused" && !both) return;
    const isFresh = before.mine && this.delivery.now() - before.typed <= UNDO_FOR;
    if (before.id && !before.empty && !isFresh && !reason && !both) {
      this.askWhy(unit, key, change);
      return;
    }
    const { taken } = this.set;
    const by = this.assessors[unit.block] ?? this.set.by;
    const tap = {
      ...this.newTap(field.goal ? "rating" : "reading"),
      reason,
      replaces: both ? "" : (before.id ?? ""),
      ...this.typedSet(),
      ...change,
      ...(field.goal ? { goal: field.goal, by: field.voice } : { scale: field.scale, item: field.item, by }),
    };
    unit.close();
    this.touchedAt = this.delivery.now();
    const replaced = before.empty || before.state === "refused" ? null : before;
    this.history.push({ key, tap, before: replaced, typed: this.touchedAt });
    this.undone = null;
    const takenAt = taken ? this.typedTime(taken).at : tap.replaces ? before.taken : null;
    this.delivery.enter(tap, `${this.open}|${key}`, takenAt);
  }

  /** The last tap in this slot that still counts, while it is fresh; anything older is corrected, with a reason. */
  undoable() {
    const step = this.history.findLast((made) => made.tap.slot === this.open && this.standing(made));
    return step && this.delivery.now() - step.typed <= UNDO_FOR ? step : null;
  }

  /** What a tap of this page left in its cell, unless it was replaced or set aside since, here or elsewhere. */
  standing({ key, tap }) {
    const cell = `${tap.slot}|${key}`;
    const own = this.delivery.latest.get(cell);
    if (own) return own.id === tap.id ? own : null;
    return this.data.values[cell]?.find(({ id }) => id === tap.id);
  }

  /** When a value was taken, for a tap that puts it back: as it was typed then, else the moment that is shown. */
  timeOf(tap, moment) {
    if (tap?.taken) return { taken: tap.taken, taken_typed_at: tap.taken_typed_at };
    return { taken: "-0 min", taken_typed_at: new Date(moment - this.delivery.skew).toISOString() };
  }

  undo() {
    const step = this.undoable();
    if (!step) return;
    const { key, tap, before } = step;
    const cell = `${tap.slot}|${key}`;
    const now = this.standing(step);
    this.history.splice(this.history.indexOf(step), 1);
    if (now.state === "refused") {
      this.delivery.discard(now);
      this.paint();
      return;
    }
    this.undone = { key, tap, taken: now.taken };
    const back = { id: newId(), replaces: tap.id };
    if (!before) {
      this.delivery.enter({ ...back, kind: "undo", dose: tap.dose, slot: tap.slot }, cell);
      return;
    }
    const { value, status, note, taken, unusual = false } = before;
    const by = tap.kind === "reading" ? before.by : tap.by; // who assessed what was there; a rating's is its voice
    const earlier = this.history.find((made) => made.tap.id === before.id);
    const restored = { value, status, note, unusual, by, reason: "", ...this.timeOf(earlier?.tap, taken) };
    if (earlier) earlier.tap = { ...earlier.tap, id: back.id };
    this.delivery.enter({ ...tap, ...back, ...restored }, cell, taken);
  }

  /** Put back what was taken back last, with the time at which it was taken. */
  redo() {
    const { key, tap, taken } = this.undone;
    const before = this.cell(key, tap.slot);
    const again = { ...tap, ...this.timeOf(tap, taken), id: newId(), replaces: before.id ?? "" };
    this.undone = null;
    this.history.push({ key, tap: again, before: before.empty ? null : before, typed: this.delivery.now() });
    this.delivery.enter(again, `${tap.slot}|${key}`, taken);
  }

  /** Record what was typed into a box, if it is a number that can be; asks first where it is unusual. */
  number(unit, key, input, note = "") {
    const field = this.field(key);
    const name = first(field.label);
    const typed = input.value.trim().replace(",", ".");
    const before = this.cell(key);
    if (typed === "") {
      if (before.empty || before.status !== "measured") return unit.close();
      input.value = before.value;
      const how = "To take it back, use Undo or a reason; to change it, type the new value.";
      return unit.ask(`${name} ${before.value} stands. ${how}`);
    }
    const problem = this.problemOf(field, typed);
    if (problem) return unit.ask([h("b", {}, "Not recorded. "), problem]);
    const change = { value: typed, status: "measured", note };
    if (!this.isUnusual(key, Number(typed)) || (before.value === typed && before.state !== "refused")) {
      return this.record(unit, key, change);
    }
    return unit.ask(`${name} ${typed} ${field.unit} is unusual: please look again.`, [
      button(`${typed} is right`, () => this.record(unit, key, { ...change, unusual: true })),
    ]);
  }

  /** Why a number cannot be; the server refuses it by the same ranges. */
  problemOf(field, typed) {
    const name = first(field.label);
    const value = Number(typed);
    const [low, high] = field.hard;
    if (!/^-?\d+(\.\d+)?$/.test(typed)) return `${name} takes a number.`;
    if (value < low || value > high) {
      return `${name} must be ${low} to ${high} ${field.unit}. ${value > high ? field.beyond : ""}`.trim();
    }
    if (field.whole && !Number.isInteger(value)) return `${name} takes a whole number.`;
    const partner = field.pair ? this.cell(field.pair) : { empty: true };
    if (partner.status !== "measured" || partner.state === "refused") return "";
    const [systolic, diastolic] = field.item === "diastolic" ? [partner.value, value] : [value, partner.value];
    return Number(diastolic) < Number(systolic) ? "" : "Diastolic must be below systolic.";
  }

  /** Whether a number is outside the usual range and beyond the person's own baseline. */
  isUnusual(key, value) {
    const { soft } = this.field(key);
    const base = this.cell(key, "baseline");
    const own = base.status === "measured" ? [Number(base.value)] : [];
    return soft && (value < Math.min(soft[0], ...own) || value > Math.max(soft[1], ...own));
  }

  askWhy(unit, key, change) {
    const before = this.cell(key);
    const other = h("input", { class: "wide", placeholder: "or say why", "aria-label": "Why it changes" });
    const keep = (reason) => reason.trim() && this.record(unit, key, change, { reason: reason.trim() });
    const by = before.mine ? "" : ` by ${before.by || "another person"}`;
    const recorded = `${this.text(key, before)} was recorded at ${this.clock(before.typed)}${by}.`;
    const isRepeatable = !this.field(key).goal && this.open !== "baseline";
    const keepBoth = () => this.record(unit, key, change, { both: true });
    const leave = () => {
      unit.close();
      this.paint();
    };
    unit.ask(`${recorded} Why does it become ${this.text(key, change)}?`, [
      ...WHY_CHANGED.map((reason) => button(reason, () => keep(reason))),
      other,
      button("Keep", () => keep(other.value)),
      isRepeatable && button("Tested again now: keep both", keepBoth),
      link("Leave as it was", leave),
    ]);
  }

  /** The reasons that the rules accept for these fields, opened under the row. */
  askReason(unit, keys, note = "") {
    const { reasons } = this.data;
    const accepts = (key, status) => this.field(key).reasons.includes(status);
    const offered = Object.keys(reasons).filter((status) => keys.some((key) => accepts(key, status)));
    const choose = (status, words = note) => {
      const change = { value: null, status, note: words };
      for (const key of keys) if (accepts(key, status)) this.record(unit, key, change);
      unit.close();
    };
    const unsafe = (why) => choose("unsafe", [note, why].filter(Boolean).join(", "));
    const askUnsafe = () => this.askWords(unit, "Why was it unsafe?", "Why it was unsafe", unsafe);
    const reason = (status) => {
      const isChosen = keys.length === 1 && this.cell(keys[0]).status === status;
      const pressed = { "aria-pressed": String(isChosen) };
      if (status === "unsafe") return button("Unsafe, say why", askUnsafe, pressed);
      return button(first(reasons[status].words), () => choose(status), pressed);
    };
    const group = (name, isFound) => {
      const buttons = offered.filter((status) => reasons[status].found === isFound).map(reason);
      return buttons.length > 0 && [label(name), h("div", {}, buttons)];
    };
    const content = h("div", { class: "reasons" }, group("Found", true), group("Not tested", false));
    unit.ask(content, [link("Close", () => unit.close())]);
    unit.panel.querySelector("button").focus();
  }

  askChoice(unit, key, reading) {
    const choice = { ...this.newTap("choose"), replaces: reading.id };
    this.askWords(unit, `Why does ${this.text(key, reading)} count?`, "Why this value counts", (reason) => {
      unit.close();
      this.delivery.enter({ ...choice, reason }, `${this.open}|${key}`);
    });
  }

  /** A question under the row that is answered in words. */
  askWords(unit, question, name, keep) {
    const box = h("input", { class: "wide", "aria-label": name });
    unit.ask(question, [box, button("Keep", () => box.value.trim() && keep(box.value.trim()))]);
    box.focus();
  }

  /** The time that was typed for the whole set, if any, and when it was typed. */
  typedSet() {
    const { taken, typedAt } = this.set;
    return taken ? { taken, taken_typed_at: new Date(typedAt - this.delivery.skew).toISOString() } : {};
  }

  newTap(kind) {
    return { id: newId(), kind, dose: this.data.dose, slot: this.open };
  }
}
