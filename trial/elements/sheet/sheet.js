// The entry sheet: rows and values come from Python (data.py); a tap is painted in the same frame.
// Drawn once for a slot and then only painted, so that nothing moves under a finger or loses the keyboard.

const SLOWEST_PAGE = 30000; // milliseconds from Python's clock to the page's
const MINUTE = 60000;
const HANDS_OFF = 5000; // milliseconds without a tap after which T0 may open the slot that is due
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
  undone = []; // what was taken back since, the latest last

  constructor() {
    super();
    this.root.append(h("style", {}, SHEET_STYLE), this.body);
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.drafts = new Drafts(() => this.units && this.paint());
    this.delivery = new Delivery({
      changed: () => this.paint(),
      asked: () => this.paintDelivery(),
      moved: (entries) => this.trigger("moved", entries),
      remarked: (remarks) => {
        this.takeRemarks(remarks);
        this.keep();
      },
      silent: () => this.place.rise() && this.paint(),
      answered: () => this.place.layer && !this.place.sink() && this.leave(),
    });
  }

  /** What Python hands over, at the start and at each rerun. */
  take(parent, data, trigger) {
    const isNew = !this.data;
    const isGiven = !isNew && !this.data.t0 && data.t0; // no baseline can follow it
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
    }
    if (isNew || (isGiven && this.isResting(HANDS_OFF))) this.openSlot(this.dueSlot());
    this.place.setPage(parent);
    const { blocks, fields, slots, people, person, unbiased, t0 } = data;
    const shape = JSON.stringify([blocks, fields, slots, people, person, unbiased, t0]);
    if (shape === this.shape) this.paint();
    else this.draw();
    this.shape = shape;
    this.ticking ??= setInterval(() => this.tick(), 1000);
    this.delivery.start();
    if (isNew) {
      this.delivery.look();
      this.drafts.restore(data);
    }
    if (this.keptAt !== data.entries) this.keep();
    this.keptAt = data.entries;
  }

  /** Let this device keep what a reload without a server needs. */
  keep() {
    const done = () => {
      this.isKept = true;
    };
    keepSheet(this).then(done, () => {});
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
    const text = this.drafts.all.get("extra|")?.text;
    if (key === "extra" && text && !this.typedTime(text).problem) this.drafts.drop("extra|"); // a new set has its own
    this.open = key;
    if (key === "extra") this.extraFrom = this.newExtraFrom();
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

  /** Whether nobody has been at the rows for so long, so that another slot may open under no finger. */
  isResting(milliseconds) {
    return this.delivery.now() - this.touchedAt > milliseconds && !this.root.activeElement;
  }

  tick() {
    const due = this.dueSlot();
    if (due !== this.dueBefore && this.dueBefore && this.isResting(MINUTE)) {
      this.openSlot(due);
      this.draw();
    }
    this.dueBefore = due;
    this.paintClock();
    this.paintTabs();
    this.paintFoot(); // what can be undone ends by the clock
  }

  /** Whether a value changes what is no longer one's own fresh entry, or the server asked for a reason. */
  needsReason(key) {
    const before = this.cell(key);
    if (before.state === "refused") return this.delivery.latest.get(`${this.open}|${key}`).refusal.allows === "reason";
    const isFresh = before.mine && this.delivery.now() - before.typed <= UNDO_FOR;
    return before.id && !before.empty && !isFresh;
  }

  /** Record a value or a reason; it waits first where something about it is to be settled. `at`: when it was tapped. */
  record(unit, key, change, { reason = "", both = false, at = 0 } = {}) {
    const field = this.field(key);
    const cell = `${this.open}|${key}`;
    const before = this.cell(key);
    const isSame = before.value === change.value && before.status === change.status && !change.note;
    if (!before.empty && isSame && before.state !== "refused" && !both) {
      this.drafts.drop(cell);
      return;
    }
    const { text: taken, at: typedAt, problem } = this.setTime();
    if (problem || (this.needsReason(key) && !reason && !both)) {
      unit.close();
      this.drafts.put(cell, { change, typed: this.delivery.now() });
      return;
    }
    const by = this.assessors[unit.block] ?? this.set.by;
    const tap = {
      ...this.newTap(field.goal ? "rating" : "reading"),
      reason,
      replaces: both ? "" : (before.id ?? ""),
      ...(at && !taken ? this.timeOf(null, at) : this.typedSet()),
      ...change,
      ...(field.goal ? { goal: field.goal, by: field.voice } : { scale: field.scale, item: field.item, by }),
    };
    unit.close();
    this.touchedAt = this.delivery.now();
    const replaced = before.empty || before.state === "refused" ? null : before;
    this.history.push({ key, tap, before: replaced, typed: this.touchedAt });
    this.undone = [];
    this.delivery.enter(tap, cell, taken ? typedAt : tap.replaces ? before.taken : at || null);
    this.recordWindow(field, tap);
    this.drafts.drop(cell);
  }

  /** How far back an answer looks goes with it, as the plan says for the day. */
  recordWindow(field, { slot, by, taken, taken_typed_at, status }) {
    const cell = `${slot}|${field.scale}|window`;
    if (!field.window || status !== "measured" || !this.cell(`${field.scale}|window`).empty) return;
    const told = { ...this.newTap("reading"), scale: field.scale, item: "window", value: field.window, status, by };
    this.delivery.enter(taken ? { ...told, taken, taken_typed_at } : told, cell, null);
  }

  /** A time that is clear now, or taken away, lets go what waited for it in this slot. */
  setTaken(text) {
    const name = `${this.open}|`;
    if (text) this.drafts.put(name, { text, typed: this.delivery.now() });
    else this.drafts.drop(name);
    if (this.setTime().problem) return;
    for (const { cell, change, typed } of this.drafts.ofSlot(this.open)) {
      const key = cell.slice(name.length);
      const unit = this.units.find(({ keys, reasonKeys }) => [...keys, ...reasonKeys].includes(key));
      if (unit && !this.isOdd(key, change) && !this.needsReason(key)) this.record(unit, key, change, { at: typed });
    }
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
    this.undone.push({ key, tap, taken: now.taken });
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

  /** What was taken back last in this slot and can be put back. */
  redoable() {
    return this.undone.findLast(({ tap }) => tap.slot === this.open);
  }

  /** Put back what was taken back last, with the time at which it was taken. */
  redo() {
    const step = this.redoable();
    const { key, tap, taken } = step;
    const before = this.cell(key, tap.slot);
    const again = { ...tap, ...this.timeOf(tap, taken), id: newId(), replaces: before.id ?? "" };
    this.undone.splice(this.undone.indexOf(step), 1);
    this.history.push({ key, tap: again, before: before.empty ? null : before, typed: this.delivery.now() });
    this.delivery.enter(again, `${tap.slot}|${key}`, taken);
  }

  /** Record what was typed into a box, if it is a number that can be; asks first where it is unusual. */
  number(unit, key, input, note = "") {
    const field = this.field(key);
    const name = first(field.label);
    const typed = input.value.trim().replace(",", ".");
    const before = this.cell(key);
    const cell = `${this.open}|${key}`;
    unit.close();
    if (typed === "") {
      this.drafts.drop(cell);
      if (before.empty || before.status !== "measured") return unit.close();
      input.value = before.value;
      const how = "To take it back, use Undo or a reason; to change it, type the new value.";
      return unit.ask(`${name} ${before.value} stands. ${how}`);
    }
    const change = { value: typed, status: "measured", note };
    const isAsBefore = before.value === typed && before.state !== "refused";
    if (isAsBefore || !this.isOdd(key, change)) this.record(unit, key, change);
    else this.drafts.put(cell, { change, typed: this.delivery.now() });
  }

  /** Whether a value is a number that cannot be, or one that nobody has looked at again. */
  isOdd(key, { value, status, unusual = false }) {
    const field = this.field(key);
    if (field.kind !== "number" || status !== "measured") return false;
    return !!this.problemOf(field, value) || (!unusual && this.isUnusual(key, Number(value)));
  }

  /** What keeps a draft from being recorded: its question, and what settles it. */
  draftQuestion(unit, key, change) {
    const field = this.field(key);
    const discard = button("Discard", () => this.drafts.drop(`${this.open}|${key}`));
    const said = change.status === "measured" ? `${this.text(key, change)} ` : "";
    if (this.setTime().problem) return ["Not recorded yet. ", `${said}waits for the time of this set.`, [discard]];
    if (this.isOdd(key, change)) {
      const problem = this.problemOf(field, change.value);
      if (problem) return ["Not recorded. ", problem, [discard]];
      const confirm = () => this.record(unit, key, { ...change, unusual: true });
      const text = `${first(field.label)} ${change.value} ${field.unit} is unusual: please look again.`;
      return ["Not recorded yet. ", text, [button(`${change.value} is right`, confirm, { "data-key": "y" }), discard]];
    }
    if (this.needsReason(key)) return ["Not recorded yet. ", ...this.whyQuestion(unit, key, change)];
    const record = button("Record it", () => this.record(unit, key, change));
    return ["Not recorded yet. ", `${first(field.label)}: ${said}`, [record, discard]];
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

  /** Why an older value changes: the question, and the answers that record the new one. */
  whyQuestion(unit, key, change) {
    const before = this.data.values[`${this.open}|${key}`]?.at(-1) ?? this.cell(key);
    const other = h("input", { class: "wide", placeholder: "or say why", "aria-label": "Why it changes" });
    const keep = (reason) => reason.trim() && this.record(unit, key, change, { reason: reason.trim() });
    const by = before.mine ? "" : ` by ${before.by || "another person"}`;
    const recorded = `${first(this.field(key).label)}: ${this.text(key, before)} was recorded at ${this.moment(before.typed)}${by}.`;
    const isRepeatable = !this.field(key).goal && this.open !== "baseline";
    const keepBoth = () => this.record(unit, key, change, { both: true });
    const answers = [
      ...WHY_CHANGED.map((reason) => button(reason, () => keep(reason))),
      other,
      button("Keep", () => keep(other.value)),
      isRepeatable && button("Tested again now: keep both", keepBoth),
      link("Leave as it was", () => this.drafts.drop(`${this.open}|${key}`)),
    ];
    return [`${recorded} Why does it become ${this.text(key, change)}?`, answers];
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
    const title = keys.length === 1 && h("b", { class: "whose" }, `${first(this.field(keys[0]).label)}: why not?`);
    const content = h("div", { class: "reasons" }, title, group("Found", true), group("Not tested", false));
    unit.ask(content, [link("Close", () => unit.close())]);
    unit.panel.querySelector("button").focus();
  }

  askChoice(unit, key, reading) {
    const choice = { ...this.newTap("choose"), replaces: reading.id };
    const name = first(this.field(key).label);
    this.askWords(unit, `${name}: why does ${this.text(key, reading)} count?`, "Why this value counts", (reason) => {
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
    const { text, typed, problem } = this.setTime();
    return text && !problem ? { taken: text, taken_typed_at: new Date(typed - this.delivery.skew).toISOString() } : {};
  }

  newTap(kind) {
    return { id: newId(), kind, dose: this.data.dose, slot: this.open };
  }
}
