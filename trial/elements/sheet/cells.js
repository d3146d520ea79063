// What stands in each cell of the sheet, what it says in words, and what the ward's clock says.

class Cells extends Delivery {
  clock(at) {
    this.format ??= new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: this.data.zone });
    return this.format.format(at);
  }

  since(at) {
    const minutes = Math.floor((this.now() - at) / MINUTE);
    return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
  }

  /** What a typed time means, to show it at once; the server reads it again by the same rule. */
  typedTime(text) {
    const ago = text.match(/^[-\u2212]\s*(?:(\d{1,2})\s*h)?\s*(?:(\d{1,3})\s*(?:min|m)?)?$/i);
    if (ago && (ago[1] || ago[2])) return { at: this.now() - (60 * (ago[1] ?? 0) + Number(ago[2] ?? 0)) * MINUTE };
    if (/^\d{1,2}\/\d{1,2}\s+\d{1,2}[:.h]?\d\d$/i.test(text)) return {};
    const typed = text.match(/^(\d{1,2})[:.h]?(\d\d)$/i);
    if (!typed || typed[1] > 23 || typed[2] > 59) return { problem: "Type 1052, 10:52 or -12 min." };
    const shown = `${typed[1].padStart(2, "0")}:${typed[2]}`;
    const latest = Math.floor((this.now() + 2 * MINUTE) / MINUTE) * MINUTE;
    for (let back = 0; back <= 722; back++)
      if (this.clock(latest - back * MINUTE) === shown) return { at: latest - back * MINUTE };
    return { problem: `${shown} is still to come; if it was yesterday, type the day as well: 17/11 ${shown}.` };
  }

  dueSlot() {
    if (!this.data.t0) return "baseline";
    const begun = this.data.slots.filter((slot) => slot.from && slot.from <= this.now());
    return (begun.at(-1) ?? this.data.slots[0]).key;
  }

  field(key) {
    return this.data.fields[key];
  }

  /** What stands in a cell: this page's own latest tap, else what Python handed over. `empty` if nothing does. */
  cell(key, slot = this.open) {
    const kept = this.data.values[`${slot}|${key}`] ?? [];
    const own = this.cells.get(`${slot}|${key}`);
    if (!own) return kept.length ? { ...kept.at(-1), state: "saved", kept } : { empty: true };
    const { tap, state, taken, typed } = own;
    const common = { state, taken, typed, mine: true, by: tap.by, skewed: Math.abs(this.skew) > MINUTE };
    if (tap.kind === "choose") return { ...kept.find((one) => one.id === tap.replaces), ...common, id: tap.replaces };
    if (tap.kind === "undo") return { ...common, empty: true };
    return {
      ...common,
      id: state === "refused" ? tap.replaces : tap.id,
      value: tap.value,
      status: tap.status,
      note: tap.note,
      unusual: tap.unusual && state !== "refused",
    };
  }

  /** What was recorded side by side, of which nobody has said yet which one counts. */
  twoValues(cell) {
    return (cell.kept ?? []).filter((one) => one.two);
  }

  /** What stands against reading this value like the baseline's, as the server last said. */
  remarks(key) {
    const full = [key, ...(this.field(key).boxes ?? [])].map((one) => this.cell(one)).filter((cell) => !cell.empty);
    return full.length && full.every((cell) => cell.state === "saved")
      ? (this.data.remarks[`${this.open}|${key}`] ?? [])
      : [];
  }

  /** The last value before the open slot and after the baseline. */
  last(key) {
    const { slots } = this.data,
      before = slots.slice(0, slots.indexOf(this.slot()));
    const later = before.filter((slot) => slot.key !== "baseline");
    const cells = later.map((slot) => ({ ...this.cell(key, slot.key), slot: slot.name }));
    return cells.findLast((cell) => !cell.empty) ?? { empty: true };
  }

  /** What the plan asks at a slot, without what another answer there makes meaningless. */
  planned(slot = this.slot()) {
    const skipped = new Set(
      slot.planned.flatMap((key) => this.field(key).skips?.[this.cell(key, slot.key).value] ?? []),
    );
    return slot.planned.filter((key) => !skipped.has(key));
  }

  /** What is planned at a slot, what of it is recorded, and when the last was taken; counted again after a tap there. */
  tally(slot) {
    if (!this.tallies.has(slot.key)) {
      const planned = this.planned(slot),
        full = planned.filter((key) => this.filled(key, slot.key));
      const latest = Math.max(0, ...full.map((key) => this.cell(key, slot.key).taken ?? 0));
      this.tallies.set(slot.key, { planned, full, latest });
    }
    return this.tallies.get(slot.key);
  }

  /** A planned item counts as recorded with a value, a reason, or one of the boxes that it is the mean of. */
  filled(key, slot = this.open) {
    return [key, ...(this.field(key).boxes ?? [])].some((one) => this.stands(one, slot));
  }

  /** What was refused is in sight and not recorded; what stood there before still is. */
  stands(key, slot) {
    const cell = this.cell(key, slot),
      name = `${slot}|${key}`;
    if (cell.state !== "refused") return !cell.empty;
    return (
      name in this.data.values ||
      [...this.taps.values()].some((one) => one.cell === name && one.state === "saved" && one.tap.kind !== "undo")
    );
  }

  text(key, cell) {
    if (cell.empty) return "";
    if (cell.status !== "measured") return this.data.reasons[cell.status].narrow;
    const { levels, kind } = this.field(key);
    const level = kind === "grade" ? null : levels?.find((one) => one.token === cell.value);
    return level?.label ?? shown(this.field(key), cell.value);
  }

  /** For checking: the mean where an item is the mean of several trials. */
  gridText(key, slot) {
    const own = this.cell(key, slot),
      trials = (this.field(key).boxes ?? []).map((one) => this.cell(one, slot));
    const done = trials.filter((cell) => cell.status === "measured").map((cell) => Number(cell.value));
    if (own.empty && done.length) return (done.reduce((sum, one) => sum + one) / done.length).toFixed(1);
    const cell = own.empty ? (trials.find((one) => !one.empty) ?? own) : own;
    return cell.status === "measured" ? this.text(key, cell) : this.text(key, cell).toLowerCase();
  }

  /** How far a number is from the baseline's, with as many decimals as were typed, and which way. */
  difference(cell, base) {
    const places = Math.max(...[cell.value, base.value].map((one) => String(one).split(".")[1]?.length ?? 0));
    const step = Number(cell.value) - Number(base.value);
    return { amount: Math.abs(step).toFixed(places), way: step < 0 ? "below" : step > 0 ? "above" : "" };
  }

  /** How a value stands to the baseline, in words: ranks for grades, the difference for numbers. */
  change(key) {
    const field = this.field(key),
      cell = this.cell(key),
      base = this.cell(key, "baseline");
    if (cell.empty) return "";
    if (cell.status !== "measured")
      return `Could not: ${this.data.reasons[cell.status].words}${cell.note ? `, ${cell.note}` : ""}`;
    if (this.twoValues(cell).length) return "";
    const level = field.levels?.find((one) => one.token === cell.value);
    if (field.goal) return first(level.label);
    const named = field.names ? `${first(level.label)}, ` : "";
    if (this.open === "baseline" || base.empty || base.status !== "measured" || field.method)
      return named.slice(0, -2);
    if (field.kind === "number") {
      const { amount, way } = this.difference(cell, base);
      return way ? `${amount} ${way} baseline` : "as at baseline";
    }
    const from = field.levels.find((one) => one.token === base.value)?.rank;
    if (from == null || level?.rank == null) return named.slice(0, -2);
    const steps = level.rank - from;
    if (steps === 0) return first(`${named}as at baseline`);
    if (field.names) return `${named}${field.levels.find((one) => one.token === base.value).label} at baseline`;
    const way =
      field.better === "neither"
        ? steps > 0
          ? "above"
          : "below"
        : (field.better === "higher") === steps > 0
          ? "better than"
          : "worse than";
    return `${named}${plural(Math.abs(steps), "step")} ${way} baseline`;
  }

  /** The first planned item without an answer, and the box to answer it in. */
  nextEmpty() {
    const { planned, full } = this.tally(this.slot()),
      done = new Set(full),
      next = planned.find((key) => !done.has(key));
    return next && (this.field(next).boxes?.[0] ?? next);
  }

  slot(key = this.open) {
    return this.data.slots.find((slot) => slot.key === key) ?? this.data.slots[0];
  }
}
