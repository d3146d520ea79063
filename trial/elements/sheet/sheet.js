// The entry sheet: rows and values come from Python (rows.py); a tap is painted in the same frame.
// Drawn once for a slot and then only painted, so that nothing moves under a finger or loses the keyboard.

const MINUTE = 60000, UNDO_FOR = 5 * MINUTE;
const REASONS = {
  unable_weakness: "Weakness", unable_spasticity: "Spasticity", unable_pain: "Pain", unable_sedation: "Too drowsy",
  unsafe: "Unsafe, say why", unrecordable: "Unrecordable", bed_rest: "Bed rest", asleep: "Asleep", declined: "Declined",
  equipment: "No equipment", not_done: "Not done", not_applicable: "Does not apply", not_planned: "Not planned",
};
const FOUND = ["unable_weakness", "unable_spasticity", "unable_pain", "unable_sedation", "unsafe", "unrecordable"];
const SHORT = { unsafe: "Unsafe", equipment: "No kit", not_applicable: "n/a", unrecordable: "None got", unable_sedation: "Drowsy" };
const WHY_CHANGED = ["Typed wrong", "Wrong row or side", "Heard wrong"];
const ICONS = {
  done: '<circle cx="8" cy="8" r="7.2" fill="currentColor"/><path d="M4.4 8.3l2.5 2.5 4.7-5.3" fill="none" stroke="#fff" stroke-width="2"/>',
  late: '<circle cx="8" cy="8" r="7.2" fill="currentColor"/><path d="M8 3.8V8l3 2.2" fill="none" stroke="#fff" stroke-width="1.8"/>',
  part: '<circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 1.4a6.6 6.6 0 0 1 0 13.2z" fill="currentColor"/>',
  now: '<path d="M2.5 1.5l11.5 6.5-11.5 6.5z" fill="#0072b2"/>',
  todo: '<circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" stroke-width="1.6"/>',
  ok: '<path d="M2.5 8.6l3.6 3.6 7.4-8.2" fill="none" stroke="currentColor" stroke-width="2"/>',
  wait: '<path d="M8 12V3.2M4.2 6.8L8 3l3.8 3.8" fill="none" stroke="currentColor" stroke-width="2"/><path d="M1.5 15h13" stroke="currentColor" stroke-width="2" stroke-dasharray="3 2"/>',
};
const SHEETS = new Map(); // by recorder, trial and dose: what is typed and timed outlives a rerun and a remount

export function sheet({ parentElement, data, setTriggerValue }) {
  const name = [data.recorder, data.trial, data.dose].join("|");
  for (const [other, one] of SHEETS) if (other !== name) one.leave();
  if (!SHEETS.has(name)) SHEETS.set(name, new Sheet());
  const sheet = SHEETS.get(name), turn = (sheet.turn += 1);
  sheet.take(parentElement, data, setTriggerValue);
  return () => { if (sheet.turn === turn) sheet.leave(); };
}

function h(tag, attributes = {}, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else if (value === true) el.setAttribute(key, "");
    else if (value !== false && value != null) el.setAttribute(key, value);
  }
  el.append(...children.flat().filter((one) => one != null && one !== false));
  return el;
}

function icon(name) {
  const box = document.createElement("span");
  box.innerHTML = `<svg class="i" viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
  return box.firstChild;
}

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const signed = (text) => String(text).replace(/^-/, "\u2212");
const shown = (field, token) => (field.goal && token > 0 ? `+${token}` : signed(token));
const reasonWord = (status) => (REASONS[status] ?? status).replace(", say why", "").toLowerCase();
const first = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export class Sheet extends Drawing {
  constructor() {
    super();
    this.host = h("div", { class: "itb-sheet" });
    this.root = this.host.attachShadow({ mode: "open" });
    this.root.append(h("style", {}, CSS), (this.body = h("div", { class: "host" })));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.turn = 0;
    this.history = []; // what can be undone
    this.watches = {}; // running stopwatches, by unit
    this.touchedAt = 0;
  }

  take(parent, data, trigger) {
    const isNew = !this.data;
    Object.assign(this, { parent, data, trigger, token: null, head: Math.max(this.head, data.entries) });
    if (isNew) { this.setClock(data.at, Date.now()); this.openSlot(this.dueSlot()); }
    for (const one of this.taps.values()) if (one.state === "saved" && one.entries <= data.entries) this.forget(one);
    if (!this.layer && this.host.parentNode !== parent) parent.append(this.host);
    this.clearBar();
    const shape = JSON.stringify([data.blocks, data.fields, data.slots, data.people, data.person, data.unbiased, data.t0]);
    if (shape !== this.shape) { this.shape = shape; this.draw(); } else this.paint();
    this.ticking ??= setInterval(() => this.tick(), 1000);
    this.polling ??= setInterval(() => { this.poll(); this.restore(); }, POLL);
    if (isNew) this.restore();
  }

  leave() { // another screen: stop looking, go on delivering; without a server, stay until it answers
    if (this.layer) return;
    clearInterval(this.ticking);
    clearInterval(this.polling);
    this.ticking = this.polling = null;
    this.host.remove();
  }

  openSlot(key) {
    this.open = key;
    this.set = { taken: "", typedAt: 0, by: this.set?.by ?? "" };
    this.assessors = {}; // by block, where it is not the set's
  }

  // ---- time -------------------------------------------------------------------------------------------------------

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
    for (let back = 0; back <= 722; back++) if (this.clock(latest - back * MINUTE) === shown) return { at: latest - back * MINUTE };
    return { problem: `${shown} is still to come; if it was yesterday, type the day as well: 17/11 ${shown}.` };
  }

  dueSlot() {
    if (!this.data.t0) return "baseline";
    const begun = this.data.slots.filter((slot) => slot.from && slot.from <= this.now());
    return (begun.at(-1) ?? this.data.slots[0]).key;
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

  // ---- what stands in a cell --------------------------------------------------------------------------------------

  field(key) { return this.data.fields[key]; }

  /** What stands in a cell: this page's own latest tap, else what Python handed over. `empty` if nothing does. */
  cell(key, slot = this.open) {
    const kept = this.data.values[`${slot}|${key}`] ?? [];
    const own = this.cells.get(`${slot}|${key}`);
    if (!own) return kept.length ? { ...kept.at(-1), state: "saved", kept } : { empty: true };
    const { tap, state, sentence, taken, typed } = own;
    const common = { state, sentence, taken, typed, mine: true, by: tap.by, skewed: Math.abs(this.skew) > MINUTE };
    if (tap.kind === "choose") return { ...kept.find((one) => one.id === tap.replaces), ...common, id: tap.replaces };
    if (tap.kind === "undo") return { ...common, empty: true };
    return { ...common, id: state === "refused" ? tap.replaces : tap.id, value: tap.value, status: tap.status, note: tap.note };
  }

  /** What stands against reading this value like the baseline's, as the server last said. */
  remarks(key) {
    const full = [key, ...(this.field(key).boxes ?? [])].map((one) => this.cell(one)).filter((cell) => !cell.empty);
    return full.length && full.every((cell) => cell.state === "saved") ? this.data.remarks[`${this.open}|${key}`] ?? [] : [];
  }

  last(key) {
    let found = { empty: true };
    for (const slot of this.data.slots) {
      if (slot.key === this.open) break;
      const cell = slot.key === "baseline" || slot.key === "extra" ? found : this.cell(key, slot.key);
      if (!cell.empty) found = cell === found ? found : { ...cell, slot: slot.name };
    }
    return found;
  }

  /** What the plan asks at a slot, without what another answer there makes meaningless. */
  planned(slot = this.slot()) {
    const skipped = new Set(slot.planned.flatMap((key) => this.field(key).skips?.[this.cell(key, slot.key).value] ?? []));
    return slot.planned.filter((key) => !skipped.has(key));
  }

  /** A planned item counts as recorded with a value, a reason, or one of the boxes that it is the mean of. */
  filled(key, slot) { return [key, ...(this.field(key).boxes ?? [])].some((one) => !this.cell(one, slot).empty); }

  text(key, cell) {
    if (cell.empty) return "";
    if (cell.status !== "measured") return SHORT[cell.status] ?? REASONS[cell.status];
    const { levels, kind } = this.field(key);
    const level = kind === "grade" ? null : levels?.find((one) => one.token === cell.value);
    return level?.label ?? shown(this.field(key), cell.value);
  }

  /** For checking: the mean where an item is the mean of several trials. */
  gridText(key, slot) {
    const own = this.cell(key, slot), trials = (this.field(key).boxes ?? []).map((one) => this.cell(one, slot));
    const done = trials.filter((cell) => cell.status === "measured").map((cell) => Number(cell.value));
    if (own.empty && done.length) return (done.reduce((sum, one) => sum + one) / done.length).toFixed(1);
    const cell = own.empty ? trials.find((one) => !one.empty) ?? own : own;
    return cell.status === "measured" ? this.text(key, cell) : this.text(key, cell).toLowerCase();
  }

  /** How a value stands to the baseline, in words: ranks for grades, the difference for numbers. */
  change(key) {
    const field = this.field(key), cell = this.cell(key), base = this.cell(key, "baseline");
    if (cell.empty) return "";
    if (cell.status !== "measured") return `Could not: ${reasonWord(cell.status)}${cell.note ? `, ${cell.note}` : ""}`;
    if (cell.kept?.some((one) => one.two)) return "";
    const level = field.levels?.find((one) => one.token === cell.value);
    if (field.goal) return first(level.label);
    const named = field.names ? `${first(level.label)}, ` : "";
    if (this.open === "baseline" || base.empty || base.status !== "measured" || field.method) return named.slice(0, -2);
    if (field.kind === "number") {
      const places = Math.max(...[cell.value, base.value].map((one) => String(one).split(".")[1]?.length ?? 0));
      const step = Number(cell.value) - Number(base.value);
      return step === 0 ? "as at baseline" : `${Math.abs(step).toFixed(places)} ${step < 0 ? "below" : "above"} baseline`;
    }
    const from = field.levels.find((one) => one.token === base.value)?.rank;
    if (from == null || level?.rank == null) return named.slice(0, -2);
    const steps = level.rank - from;
    if (steps === 0) return first(`${named}as at baseline`);
    if (field.names) return `${named}${field.levels.find((one) => one.token === base.value).label} at baseline`;
    const way = field.better === "neither" ? (steps > 0 ? "above" : "below") : (field.better === "higher") === steps > 0 ? "better than" : "worse than";
    return `${named}${plural(Math.abs(steps), "step")} ${way} baseline`;
  }

  // ---- recording --------------------------------------------------------------------------------------------------

  /** Record a value or a reason; asks why first when it changes what is no longer one's own fresh entry. */
  record(unit, key, change, { reason = "", both = false } = {}) {
    const field = this.field(key), before = this.cell(key);
    const same = before.value === change.value && before.status === change.status && !change.note;
    if (!before.empty && same && before.state !== "refused" && !both) return;
    const free = before.empty || !before.id || (before.mine && this.now() - before.typed <= UNDO_FOR);
    if (!free && !reason && !both) { this.askWhy(unit, key, change); return; }
    const tap = {
      id: newId(), kind: field.goal ? "rating" : "reading", dose: this.data.dose, slot: this.open, reason,
      replaces: both ? "" : before.id ?? "", ...this.when(), ...change,
      ...(field.goal ? { goal: field.goal, by: field.voice } : { scale: field.scale, item: field.item, by: this.assessors[unit.block] ?? this.set.by }),
    };
    unit.close();
    this.history.push({ key, tap, before: before.empty || before.state === "refused" ? null : before });
    this.touchedAt = this.now();
    this.enter(tap, `${this.open}|${key}`, this.set.taken ? this.typedTime(this.set.taken).at : tap.replaces ? before.taken : null);
  }

  when() {
    return this.set.taken ? { taken: this.set.taken, taken_typed_at: new Date(this.set.typedAt - this.skew).toISOString() } : {};
  }

  undo() {
    const step = this.history.pop();
    if (!step) return;
    const { key, tap, before } = step, cell = `${tap.slot}|${key}`, own = this.cells.get(cell);
    if (own?.state === "refused") { this.discard(own); this.paint(); return; }
    const back = { id: newId(), replaces: tap.id, reason: this.now() - Date.parse(tap.tapped_at) > UNDO_FOR ? "Undone" : "" };
    if (before) this.enter({ ...tap, ...back, value: before.value, status: before.status, note: before.note, unusual: true }, cell, before.taken);
    else this.enter({ ...back, kind: "undo", dose: tap.dose, slot: tap.slot }, cell);
  }

  number(unit, key, input, note = "") {
    const field = this.field(key), typed = input.value.trim().replace(",", "."), before = this.cell(key);
    if (typed === "") {
      if (before.empty || before.status !== "measured") return unit.close();
      input.value = before.value;
      return unit.ask(`${first(field.label)} ${before.value} stands. To take it back, use Undo or a reason; to change it, type the new value.`, []);
    }
    const value = Number(typed), partner = field.pair ? this.cell(field.pair) : { empty: true };
    const [low, high] = field.hard;
    let problem = null;
    if (!/^-?\d+(\.\d+)?$/.test(typed)) problem = `${first(field.label)} takes a number.`;
    else if (value < low || value > high) problem = `${first(field.label)} must be ${low} to ${high} ${field.unit}.${value > high ? ` ${field.beyond}` : ""}`;
    else if (field.whole && !Number.isInteger(value)) problem = `${first(field.label)} takes a whole number.`;
    else if (partner.status === "measured" && partner.state !== "refused" && (field.item === "diastolic" ? value >= partner.value : value <= partner.value)) problem = "Diastolic must be below systolic.";
    if (problem) return unit.ask([h("b", {}, "Not recorded. "), problem.trim()], []);
    const change = { value: typed, status: "measured", note };
    const base = this.cell(key, "baseline"), own = base.status === "measured" ? [Number(base.value)] : [];
    const isUnusual = field.soft && (value < Math.min(field.soft[0], ...own) || value > Math.max(field.soft[1], ...own));
    if (!isUnusual || (before.value === typed && before.state !== "refused")) return this.record(unit, key, change);
    return unit.ask(`${first(field.label)} ${typed} ${field.unit} is unusual: please look again.`, [
      h("button", { onclick: () => this.record(unit, key, { ...change, unusual: true }) }, `${typed} is right`),
    ]);
  }

  askWhy(unit, key, change) {
    const before = this.cell(key), field = this.field(key);
    const other = h("input", { class: "wide", placeholder: "or say why", "aria-label": "Why it changes" });
    const keep = (reason) => reason.trim() && this.record(unit, key, change, { reason: reason.trim() });
    unit.ask(`${this.text(key, before)} was recorded at ${this.clock(before.typed)}${before.mine ? "" : ` by ${before.by || "another person"}`}. Why does it become ${this.text(key, change)}?`, [
      ...WHY_CHANGED.map((reason) => h("button", { onclick: () => keep(reason) }, reason)),
      other,
      h("button", { onclick: () => keep(other.value) }, "Keep"),
      !field.goal && this.open !== "baseline" && h("button", { onclick: () => this.record(unit, key, change, { both: true }) }, "Tested again now: keep both"),
      h("button", { class: "link", onclick: () => { unit.close(); this.paint(); } }, "Leave as it was"),
    ]);
  }

  /** The reasons that the rules accept for these fields, opened under the row. */
  askReason(unit, keys, done, told = "") {
    const accepted = keys.map((key) => this.field(key).reasons);
    const offered = Object.keys(REASONS).filter((status) => accepted.some((one) => one.includes(status)));
    const choose = (status, note) => {
      for (const key of keys) if (this.field(key).reasons.includes(status)) this.record(unit, key, { value: null, status, note });
      done?.();
    };
    const button = (status) => h("button", {
      "aria-pressed": String(keys.length === 1 && this.cell(keys[0]).status === status),
      onclick: () => {
        if (status !== "unsafe") return choose(status, told);
        const note = h("input", { class: "wide", "aria-label": "Why it was unsafe" });
        unit.ask("Why was it unsafe?", [note, h("button", { onclick: () => note.value.trim() && choose(status, [told, note.value.trim()].filter(Boolean).join(", ")) }, "Keep")]);
        note.focus();
      },
    }, REASONS[status]);
    const line = (label, list) => list.length > 0 && [h("span", { class: "lab" }, label), h("div", {}, list.map(button))];
    unit.ask(h("div", { class: "reasons" },
      line("Found", offered.filter((status) => FOUND.includes(status))),
      line("Not tested", offered.filter((status) => !FOUND.includes(status)))), [
      h("button", { class: "link", onclick: () => unit.close() }, "Close"),
    ]);
    unit.panel.querySelector("button").focus();
  }

  // ---- keyboard ---------------------------------------------------------------------------------------------------

  key(event) {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || !at.matches?.("button, input.value")) return;
    const unit = this.units.find((one) => one.el.contains(at)), group = at.closest(".g"), { key } = event;
    const act = () => { event.preventDefault(); return true; };
    if (key === "Tab" && group && this.tabDown(at, event.shiftKey ? -1 : 1)) return event.preventDefault();
    if (key === "u" && act()) return this.undo();
    if (key === "n" && unit?.why && act()) return unit.why.click();
    if (key === "Enter" && at.matches("input") && act()) { at.blur(); this.goNext(); return undefined; }
    if (["ArrowUp", "ArrowDown"].includes(key) && unit && act()) return this.goAlong(at, key === "ArrowDown" ? 1 : -1);
    if (!group) return undefined;
    const buttons = [...group.querySelectorAll("[data-token]")], here = buttons.indexOf(at);
    if (["ArrowLeft", "ArrowRight"].includes(key) && act()) return (buttons[here + (key === "ArrowRight" ? 1 : -1)] ?? (here > 0 ? unit?.why : null))?.focus();
    const pressed = buttons.find((one) => one.getAttribute("aria-pressed") === "true")?.dataset.token;
    const tokens = [key === "+" || key === "-" ? pressed + key : key, key.toUpperCase()];
    const hit = tokens.map((token) => buttons.find((one) => one.dataset.token === token)).find(Boolean);
    if (hit && act()) { hit.click(); hit.focus(); }
    return undefined;
  }

  /** Down a column: a whole left leg first. */
  goAlong(at, step) {
    const column = at.closest("[data-column]")?.dataset.column ?? "";
    const stops = [...this.root.querySelectorAll(`[data-column="${column}"]`)];
    return this.focusOn(stops[stops.indexOf(at.closest("[data-column]")) + step]);
  }

  /** Tab goes down the left column, then down the right one; beyond them it is the browser's again. */
  tabDown(at, step) {
    const column = at.closest("[data-column]")?.dataset.column ?? "";
    if (!/ (left|right)$/.test(column)) return false;
    if (this.goAlong(at, step)) return true;
    const other = step > 0 ? column.replace(/left$/, "right") : column.replace(/right$/, "left");
    if (other === column) return false;
    const stops = [...this.root.querySelectorAll(`[data-column="${other}"]`)];
    return this.focusOn(step > 0 ? stops[0] : stops.at(-1));
  }

  focusOn(control) {
    const stop = control?.querySelector('input.value, [data-token][tabindex="0"]');
    stop?.focus();
    return !!stop;
  }

  /** The first planned item without an answer, and the box to answer it in. */
  nextEmpty() {
    const next = this.planned().find((key) => !this.filled(key));
    return next && (this.field(next).boxes?.[0] ?? next);
  }

  goNext() {
    const next = this.nextEmpty(), control = next && this.controls.get(next);
    const stop = control?.querySelector('input.value, [data-token][tabindex="0"]');
    stop?.focus({ preventScroll: true });
    stop?.scrollIntoView({ block: "center" });
  }

  slot(key = this.open) { return this.data.slots.find((slot) => slot.key === key) ?? this.data.slots[0]; }
}
