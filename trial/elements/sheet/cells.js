// What is recorded in each cell of the sheet, what that is in words, and what the ward's clock says.
// A cell is one field (an item, or one voice's rating of a goal) in one slot.

class Cells {
  place = new Place();
  root = this.place.root;
  body = h("div", { class: "host" });
  set = { by: "" }; // who assessed the open set, if it was said
  extraFrom = 0; // when the extra set that is open began; what was tapped before belongs to earlier ones
  tallies = new Map(); // what is planned and recorded, by slot

  clock(at) {
    this.format ??= new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: this.data.zone });
    return this.format.format(at);
  }

  since(at) {
    const minutes = Math.floor((this.delivery.now() - at) / MINUTE);
    return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
  }

  /** A time of day, with its date where that is not today. */
  moment(at) {
    const day = (when) =>
      when.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: this.data.zone });
    const on = day(new Date(at));
    return on === day(new Date(this.delivery.now())) ? this.clock(at) : `${this.clock(at)} on ${on}`;
  }

  /** The time that was typed for the open set, and when.
   *  @returns {Typed} */
  setTime() {
    const { text, typed } = this.drafts.all.get(`${this.open}|`) ?? { text: "", typed: 0 };
    return { text, typed, ...(text && this.typedTime(text, typed)) };
  }

  /** What waits to be settled, in any slot, and what was typed there. */
  unsettled() {
    return [...this.drafts.all.values()].flatMap(({ cell, change, text, typed }) => {
      if (change) return { cell, text: this.text(cell.slice(cell.indexOf("|") + 1), change) };
      return this.typedTime(text, typed).problem ? { cell, text } : [];
    });
  }

  /** What a time typed at `now` means, to show it at once; the server reads it again by the same rule. */
  typedTime(text, now = this.delivery.now()) {
    const ago = text.match(/^[-\u2212]\s*(?:(\d{1,2})\s*h)?\s*(?:(\d{1,3})\s*(?:min|m)?)?$/i);
    if (ago && (ago[1] || ago[2])) return { at: now - (60 * Number(ago[1] ?? 0) + Number(ago[2] ?? 0)) * MINUTE };
    const dated = text.match(/^(\d{1,2})\/(\d{1,2})\s+(\d{1,2})[:.h]?(\d\d)$/i);
    if (dated) return this.typedDay(...dated.slice(1).map(Number), now);
    const typed = text.match(/^(\d{1,2})[:.h]?(\d\d)$/i);
    if (!typed || Number(typed[1]) > 23 || Number(typed[2]) > 59) return { problem: "Type 1052, 10:52 or -12 min." };
    const time = `${typed[1].padStart(2, "0")}:${typed[2]}`;
    const latest = Math.floor((now + 2 * MINUTE) / MINUTE) * MINUTE;
    for (let at = latest; at >= latest - 722 * MINUTE; at -= MINUTE) if (this.clock(at) === time) return { at };
    return { problem: `${time} is still to come; if it was yesterday, type the day as well: 17/11 ${time}.` };
  }

  /** The last such day and time up to `now` in the ward's zone, which is some quarters of an hour from UTC. */
  typedDay(day, month, hour, minute, now) {
    const options = /** @type {const} */ ({ dateStyle: "short", timeStyle: "short", timeZone: this.data.zone });
    const format = new Intl.DateTimeFormat("en-GB", options);
    const two = (number) => String(number).padStart(2, "0");
    for (const year of [0, 1].map((ago) => new Date(now).getUTCFullYear() - ago)) {
      const words = `${two(day)}/${two(month)}/${year}, ${two(hour)}:${two(minute)}`;
      for (let quarters = -56; quarters <= 56; quarters++) {
        const at = Date.UTC(year, month - 1, day, hour, minute + 15 * quarters);
        if (at <= now + 2 * MINUTE && format.format(at) === words) return { at };
      }
    }
    return { problem: "Type the day and the time as 17/11 10:52, not one that is still to come." };
  }

  dueSlot() {
    if (!this.data.t0) return "baseline";
    const now = this.delivery.now();
    const begun = this.data.slots.filter(({ from, planned }) => from && from <= now && planned.length);
    return (begun.at(-1) ?? this.data.slots[0]).key;
  }

  slot(key = this.open) {
    return this.data.slots.find((slot) => slot.key === key) ?? this.data.slots[0];
  }

  field(key) {
    return this.data.fields[key];
  }

  /** A field and the boxes that it is the mean of. */
  withBoxes(key) {
    return [key, ...(this.field(key).boxes ?? [])];
  }

  /** What a cell shows: this page's own latest tap, else what Python handed over; `empty` if there is neither.
   *  @returns {Cell} */
  cell(key, slot = this.open) {
    const name = `${slot}|${key}`;
    const isHere = (record) => slot !== "extra" || this.open !== slot || this.isOfExtraSet(record);
    const readings = (this.data.values[name] ?? []).filter(isHere);
    let own = this.delivery.latest.get(name);
    if (own && !isHere(own)) {
      own = [...this.delivery.taps.values()].findLast((record) => record.cell === name && isHere(record));
    }
    if (!own) return readings.length ? { ...readings.at(-1), state: "saved", readings } : { empty: true };
    const { tap, state, taken, typed } = own;
    const isSkewed = Math.abs(this.delivery.skew) > MINUTE;
    const common = { state, taken, typed, mine: true, by: tap.by, skewed: isSkewed };
    if (tap.kind === "choose")
      return { ...readings.find(({ id }) => id === tap.replaces), ...common, id: tap.replaces };
    if (tap.kind === "undo") return { ...common, empty: true };
    const { value, status, note } = tap;
    const isRefused = state === "refused";
    return {
      ...common,
      id: isRefused ? tap.replaces : tap.id,
      value,
      status,
      note,
      unusual: tap.unusual && !isRefused,
    };
  }

  /** Whether something of an extra slot belongs to the set that is open: about its typed time, else since it began. */
  isOfExtraSet({ taken, typed }) {
    const { at } = this.setTime();
    return at ? Math.abs(taken - at) <= ONE_SET : typed >= this.extraFrom;
  }

  /** Readings side by side of which nobody has said yet which one counts. */
  twoValues(cell) {
    return (cell.readings ?? []).filter((reading) => reading.two);
  }

  /** What makes this value unlike the baseline's, as the server last said. */
  remarks(key) {
    const recorded = this.withBoxes(key)
      .map((box) => this.cell(box))
      .filter((cell) => !cell.empty);
    const isSaved = recorded.length && recorded.every((cell) => cell.state === "saved");
    return (isSaved && this.data.remarks[`${this.open}|${key}`]) || [];
  }

  /** The last value before the open slot and after the baseline.
   *  @returns {Cell} */
  last(key) {
    const { slots } = this.data;
    const before = slots.slice(0, slots.indexOf(this.slot())).filter((slot) => slot.key !== "baseline");
    const shown = (slot) => this.measuredBefore(key, slot) ?? this.cell(key, slot);
    const cells = before.map((slot) => ({ ...shown(slot.key), slot: slot.name }));
    return cells.findLast((cell) => !cell.empty) ?? { empty: true };
  }

  /** What the plan asks at a slot, without what another answer there makes meaningless. */
  planned(slot) {
    const skipped = slot.planned.flatMap((key) => this.field(key).skips?.[this.cell(key, slot.key).value] ?? []);
    return slot.planned.filter((key) => !skipped.includes(key));
  }

  /** What is planned at a slot, what of it is recorded, and when the last was taken; counted again after each tap. */
  tally(slot) {
    if (!this.tallies.has(slot.key)) {
      const planned = this.planned(slot);
      const recorded = planned.filter((key) => this.isRecorded(key, slot.key));
      const latest = Math.max(0, ...recorded.map((key) => this.cell(key, slot.key).taken ?? 0));
      this.tallies.set(slot.key, { planned, recorded, latest });
    }
    return this.tallies.get(slot.key);
  }

  /** A planned item counts as recorded with a value, a reason, or one of the boxes that it is the mean of. */
  isRecorded(key, slot = this.open) {
    return this.withBoxes(key).some((box) => this.hasValue(box, slot));
  }

  /** What was refused is in sight and not recorded; what was recorded there before it still is. */
  hasValue(key, slot) {
    const cell = this.cell(key, slot);
    if (cell.state !== "refused") return !cell.empty;
    const name = `${slot}|${key}`;
    const isSaved = (record) => record.cell === name && record.tap.kind !== "undo";
    return name in this.data.values || this.delivery.inState("saved").some(isSaved);
  }

  level(field, token) {
    return field.levels?.find((level) => level.token === token);
  }

  /** @param {Cell} cell */
  text(key, cell) {
    if (cell.empty) return "";
    if (cell.status !== "measured") return this.data.reasons[cell.status].narrow;
    const field = this.field(key);
    const level = field.kind === "grade" ? null : this.level(field, cell.value);
    return level?.label ?? shown(field, cell.value);
  }

  /** A measured value of a slot that only a reason which finds nothing ("declined") came after: it counts (rule 9).
   *  @returns {Cell | undefined} */
  measuredBefore(key, slot) {
    const { status, id } = this.cell(key, slot);
    if (!status || status === "measured" || this.data.reasons[status].found) return undefined;
    const replaced = this.delivery.latest.get(`${slot}|${key}`)?.tap.replaces;
    const readings = this.data.values[`${slot}|${key}`] ?? [];
    return readings.findLast((reading) => reading.status === "measured" && ![id, replaced].includes(reading.id));
  }

  /** For checking: the mean where an item is the mean of several trials. */
  gridText(key, slot) {
    const measured = this.measuredBefore(key, slot);
    if (measured) return `${this.text(key, measured)}, ${this.text(key, this.cell(key, slot)).toLowerCase()}`;
    const [own, ...trials] = this.withBoxes(key).map((box) => this.cell(box, slot));
    const done = trials.filter((cell) => cell.status === "measured").map((cell) => Number(cell.value));
    if (own.empty && done.length) return (done.reduce((sum, seconds) => sum + seconds) / done.length).toFixed(1);
    const cell = own.empty ? (trials.find((trial) => !trial.empty) ?? own) : own;
    return cell.status === "measured" ? this.text(key, cell) : this.text(key, cell).toLowerCase();
  }

  /** How far a number is from the baseline's, with as many decimals as were typed, and which way. */
  difference(cell, base) {
    const places = [cell.value, base.value].map((value) => String(value).split(".")[1]?.length ?? 0);
    const step = Number(cell.value) - Number(base.value);
    return { amount: Math.abs(step).toFixed(Math.max(...places)), way: ["below", "", "above"][Math.sign(step) + 1] };
  }

  /** How a value compares with the baseline, in words: ranks for grades, the difference for numbers. */
  change(key) {
    const field = this.field(key);
    const cell = this.cell(key);
    const base = this.cell(key, "baseline");
    if (cell.empty) return "";
    if (cell.status !== "measured") {
      return `Could not: ${[this.data.reasons[cell.status].words, cell.note].filter(Boolean).join(", ")}`;
    }
    if (this.twoValues(cell).length) return "";
    const level = this.level(field, cell.value);
    if (field.goal) return first(level.label);
    const named = field.names || field.ends ? (level?.label ?? "") : "";
    if (this.open === "baseline" || base.status !== "measured" || field.method) return first(named);
    if (this.twoValues(base).length)
      return first([named, "two values at baseline, neither chosen"].filter(Boolean).join(", "));
    if (field.kind === "number") {
      const { amount, way } = this.difference(cell, base);
      return way ? `${amount} ${way} baseline` : "as at baseline";
    }
    const from = this.level(field, base.value);
    if (from?.rank == null || level?.rank == null) return first(named);
    const say = (words) => first([named, words].filter(Boolean).join(", "));
    if (cell.value === base.value) return say("as at baseline");
    const steps = level.rank - from.rank;
    if (steps === 0) return say(`${base.value} at baseline, the same step`);
    if (field.names) return say(`${from.label} at baseline`);
    const isBetter = (field.better === "higher") === steps > 0;
    const way = field.better === "neither" ? (steps > 0 ? "above" : "below") : isBetter ? "better than" : "worse than";
    return say(`${plural(Math.abs(steps), "step")} ${way} baseline`);
  }

  /** The first planned item without an answer in the order of the screen: the box to answer it in. */
  nextEmpty() {
    const { planned, recorded } = this.tally(this.slot());
    const empty = planned.filter((key) => !recorded.includes(key)).map((key) => this.field(key).boxes?.[0] ?? key);
    return [...this.controls.keys()].find((key) => empty.includes(key)) ?? empty[0];
  }
}
