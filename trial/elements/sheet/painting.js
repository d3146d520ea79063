// Paints what is recorded in the open slot, after every tap all of it; what is as it was is not written again.

const OPENS_WITHIN = 600; // milliseconds in which Streamlit has opened a section

class Painting extends Cells {
  paint() {
    this.tallies.clear();
    this.paintTaken();
    this.paintNext();
    for (const unit of this.units) this.paintUnit(unit);
    this.paintClock();
    this.paintDelivery();
    this.paintTabs();
    this.paintGrid();
    this.paintFoot();
    this.paintNotes();
    this.paintEvents();
  }

  paintUnit(unit) {
    const cells = unit.keys.map((key) => this.cell(key));
    for (const key of unit.drawn) this.paintControl(key);
    const keys = [...new Set([...unit.keys, ...unit.reasonKeys])];
    const recorded = keys.map((key) => ({ ...this.cell(key), key })).filter((cell) => !cell.empty);
    const unable = recorded.find((cell) => cell.status !== "measured");
    if (unit.why) {
      renew(unit.why, [unable ? this.data.reasons[unable.status].narrow : "Could not"]);
      set(unit.why, "aria-pressed", !!unable);
    }
    const isHidden = this.data.unbiased && cells.some((cell) => cell.empty);
    if (unit.base) this.paintBefore(unit, isHidden);
    renew(unit.was, [isHidden ? "" : this.before(unit)]);
    this.paintState(unit, recorded);
    this.paintQuestion(unit, recorded);
    unit.paintMethods?.();
    unit.paintWatch?.();
  }

  /** Before T0: the injection is next, with what to look at beside it. */
  paintNext() {
    const { checks, t0 } = this.data;
    this.next.hidden = !checks.length || !!t0;
    const { planned, recorded } = this.tally(this.slot("baseline"));
    const line = [`baseline ${recorded.length} of ${planned.length}`, ...checks].join(" \u00b7 ");
    renew(this.next, [h("p", {}, h("b", {}, "The injection is next. "), first(line)), this.injectionButton()]);
  }

  /** What opens the form above the sheet; it needs the server. */
  injectionButton() {
    const open = () => {
      this.touchedAt = 0; // hands are at the form now: once T0 stands the slot that is due may open
      const form = /** @type {HTMLDetailsElement | null} */ (document.querySelector(INJECTION));
      if (!form?.open) form?.querySelector("summary")?.click();
      form?.scrollIntoView({ block: "start" });
      setTimeout(() => form?.querySelector("input")?.focus({ preventScroll: true }), OPENS_WITHIN);
    };
    return button("Record the injection", open, { class: "go", disabled: !!this.place.layer });
  }

  /** After the last of a set: what comes next, and when. */
  afterwards() {
    const { slots, t0 } = this.data;
    if (!t0) return this.open === "baseline" && !this.next.hidden ? "Baseline complete. The injection is next." : "";
    const open = slots.indexOf(this.slot());
    const next = slots.find((slot, n) => n > open && slot.due && this.tally(slot).planned.length);
    if (next) return `Set complete. Next: ${next.name} at ${this.moment(next.due)}.`;
    return this.open === "extra" ? "" : "Set complete. It was the last; end the observation above.";
  }

  /** The time of the set as it was typed, and what it means. */
  paintTaken() {
    const { echo, typed, asTapped } = this.taken;
    const { text, at, problem } = this.setTime();
    if (typed !== this.root.activeElement) typed.value = text;
    set(typed, "aria-invalid", !!problem);
    set(asTapped, "aria-pressed", !text);
    renew(echo, [problem ?? (text && `taken ${this.moment(at)}`)]);
    const when = problem ? "time not clear" : text ? this.moment(at) : "as I tap";
    renew(this.where, [h("b", {}, this.slot().label), ` ${when}, ${this.set.by || this.data.me}`]);
  }

  /** The baseline and the last value, each in its column. */
  paintBefore({ keys: [key], base, last }, isHidden) {
    const paint = (box, name, { cell, slot }) => {
      const both = this.twoValues(cell);
      const text = isHidden ? "" : (both.length ? both : [cell]).map((value) => this.text(key, value)).join(" or ");
      box.classList.toggle("long", text.length > 4);
      const where = !isHidden && slot && h("small", {}, slot);
      renew(box, [
        h("span", { class: "l" }, name.slice(0, 4), h("span", { class: "more" }, name.slice(4))),
        text || "\u2013",
        where,
      ]);
    };
    const latest = this.last(key);
    const baseline = this.open === "baseline" ? { empty: true } : this.cell(key, "baseline");
    paint(base, "baseline", { cell: baseline, slot: "" });
    paint(last, "last", { cell: latest, slot: latest.slot });
  }

  /** "Baseline 126/78, +3h 112/66": the baseline and the last value, each with its slot. */
  before({ keys }) {
    const join = (cells) => {
      const texts = cells.map((cell, n) => this.text(keys[n], cell));
      const between = this.field(keys[0])?.pair ? "/" : " and ";
      return texts.some(Boolean) ? texts.map((text) => text || "\u2013").join(between) : "";
    };
    const baseline = this.open === "baseline" ? "" : join(keys.map((key) => this.cell(key, "baseline")));
    const latest = keys.map((key) => this.last(key));
    const slot = latest.find((cell) => cell.slot)?.slot;
    return [baseline && `Baseline ${baseline}`, slot && `${slot} ${join(latest)}`].filter(Boolean).join(", ");
  }

  paintControl(key) {
    const control = this.controls.get(key);
    const cell = this.cell(key);
    const field = this.field(key);
    control.classList.toggle("todo", key === this.nextEmpty());
    if (field.kind === "number") {
      const input = control.firstChild;
      const shown = this.drafts.all.get(`${this.open}|${key}`)?.change ?? cell;
      if (input !== this.root.activeElement) input.value = shown.status === "measured" ? shown.value : "";
      return;
    }
    const base = this.cell(key, "baseline");
    const isClear = base.status === "measured" && !this.twoValues(base).length;
    const marked = field.goal ? field.baseline : isClear ? base.value : null;
    const isMarked = (this.open !== "baseline" || !!field.goal) && !(this.data.unbiased && cell.empty);
    const two = this.twoValues(cell);
    const measured = (two.length ? two : [cell]).filter(({ status }) => status === "measured");
    const tokens = measured.map(({ value }) => value);
    const buttons = [...control.children];
    const focused = buttons.find((button) => button === this.root.activeElement);
    const stop = focused ?? buttons.find(({ dataset }) => dataset.token === cell.value) ?? buttons[0];
    for (const button of buttons) {
      const { token } = button.dataset;
      set(button, "aria-pressed", tokens.includes(token));
      button.classList.toggle("bl", isMarked && token === marked);
      set(button, "tabindex", button === stop ? 0 : -1);
    }
  }

  /** The line of words under a row: what was recorded, whether it is saved, and what is to be known about it. */
  paintState(unit, recorded) {
    const [key] = unit.keys;
    const remark = (text) => h("i", { class: "remark" }, first(text));
    const notes = recorded.filter((cell) => cell.status === "measured" && cell.note).map((cell) => cell.note);
    const isTyped = this.delivery.latest.get(`${this.open}|${key}`)?.tap.taken;
    const timed = recorded.find((cell) => isTyped || Math.abs(cell.taken - cell.typed) > 2 * MINUTE);
    const words = this.changes(recorded);
    const note = this.field(key)?.note;
    const remarks = [...unit.keys, ...unit.reasonKeys].flatMap((item) => this.remarks(item));
    const struck = recorded.flatMap((cell) => cell.struck ?? []);
    renew(unit.st, [
      words && h("b", {}, first(words)),
      this.saveState(unit, recorded),
      timed && h("i", {}, `taken ${this.moment(timed.taken)}`),
      note && h("i", {}, note),
      recorded.some((cell) => cell.unusual) && remark("unusual, looked at again"),
      ...[...new Set(notes)].map((text) => h("i", {}, text)),
      recorded.some((cell) => cell.skewed) && h("i", {}, "this device's clock is wrong; the time was put right"),
      ...[...new Set(remarks)].map(remark),
      ...struck.map(([text, why]) => h("i", { class: "struck" }, h("s", {}, text), why)),
    ]);
  }

  /** How a row's values compare with the baseline: "8 and 6 below baseline" for a pair that went the same way. */
  changes(recorded) {
    const words = [...new Set(recorded.map(({ key }) => this.change(key)).filter(Boolean))];
    const numbers = recorded.filter(({ key, status }) => this.field(key).kind === "number" && status === "measured");
    const steps = numbers.map((cell) => this.difference(cell, this.cell(cell.key, "baseline")));
    const isPair = words.length === 2 && steps.length === 2 && steps[0].way && steps[0].way === steps[1].way;
    return isPair ? `${steps[0].amount} and ${words[1]}` : words.join(", ");
  }

  saveState(unit, recorded) {
    const isIn = (state) => recorded.some((cell) => cell.state === state);
    if (isIn("refused")) return null; // it is asked about
    if (isIn("waiting")) return h("i", { class: "w" }, icon("wait"), "waiting");
    if (isIn("storing") || !unit.keys.length) return null; // said once it is stored
    const hasOwnReason = unit.reasonKeys[0] !== unit.keys[0] && recorded.length;
    const isComplete = recorded.length && (hasOwnReason || recorded.length >= unit.keys.length);
    if (isComplete) return h("i", {}, icon("ok"), h("span", { class: "more" }, "saved"));
    return h("i", {}, icon("todo"), recorded.length ? "rest not yet" : "not yet");
  }

  /** What a row must be asked about: a draft, a value that the server refused, or two that stand side by side. */
  paintQuestion(unit, recorded) {
    const draft = [...unit.keys, ...unit.reasonKeys].map((key) => this.draft(unit, key)).find(Boolean);
    const refused = recorded.find((cell) => cell.state === "refused");
    const double = recorded.find((cell) => cell.state === "saved" && this.twoValues(cell).length);
    const { question } = unit;
    const wasHere = question.contains(this.root.activeElement);
    question.hidden = !draft && !refused && !double;
    if (question.hidden && wasHere) this.focusOn(this.controls.get(unit.drawn[0]), { preventScroll: true });
    if (draft) this.putQuestion(unit, ...draft);
    else if (refused) this.paintRefusal(unit, refused.key);
    else if (double) this.paintTwoValues(unit, double);
  }

  /** What is to be asked about a draft. */
  draft(unit, key) {
    const { change, typed } = this.drafts.all.get(`${this.open}|${key}`) ?? {};
    const asked = change && this.draftQuestion(unit, key, change);
    return asked && [`${typed}`, ...asked];
  }

  paintRefusal(unit, key) {
    const own = this.delivery.latest.get(`${this.open}|${key}`);
    const { value, status, note } = own.tap;
    const change = { value, status, note };
    const typed = this.delivery.now();
    const sayWhy = () => button("Say why", () => this.drafts.put(`${this.open}|${key}`, { change, typed }));
    const confirm = () => button("It is right", () => this.record(unit, key, { ...change, unusual: true }));
    const allowed = { reason: sayWhy, confirm }[own.refusal.allows];
    const discard = button("Discard", () => {
      this.delivery.discard(own);
      this.paint();
    });
    const what = this.text(key, change);
    const text = `${first(this.field(key).label)}${what && ` ${what}`}: ${own.refusal.sentence}`;
    this.putQuestion(unit, own.id, "Not saved. ", text, [allowed?.(), discard]);
  }

  paintTwoValues(unit, cell) {
    const both = this.twoValues(cell);
    const text = (reading) => this.text(cell.key, reading);
    const who = both.map((reading) => `${text(reading)} by ${reading.by} at ${this.moment(reading.taken)}`);
    const use = (reading) => button(`Use ${text(reading)}`, () => this.askChoice(unit, cell.key, reading));
    const ids = both.map(({ id }) => id).join();
    this.putQuestion(
      unit,
      ids,
      "Two values. ",
      `${first(this.field(cell.key).label)}: ${who.join("; ")}. Which one counts?`,
      both.map(use),
    );
  }

  putQuestion({ question }, id, title, text, buttons) {
    renew(question, [h("p", {}, h("b", {}, title), text), h("div", { class: "pair wrap" }, buttons)], `${id} ${text}`);
  }

  paintClock() {
    const { t0 } = this.data;
    const now = `now ${this.clock(this.delivery.now())}`;
    const below = t0 ? `since T0 at ${this.clock(t0)}, ${now}` : now;
    renew(this.timer, [h("strong", {}, t0 ? this.since(t0) : "Before T0"), h("small", {}, below)]);
  }

  /** Whether everything is saved, what waits, and what this device holds of somebody else. */
  paintDelivery() {
    const { problem, others } = this.delivery;
    const isAway = !!this.place.layer;
    const parts = this.deliveryState(isAway);
    parts.push(...this.unsettledState());
    if (problem) parts.push(h("span", {}, problem));
    if (others.length) {
      const count = `${plural(others.length, "value")} tapped by another person`;
      const name = ({ cell }) => this.field(cell?.split("|").slice(1).join("|"))?.name;
      const what = others.slice(0, 4).map((record) => [record.tap.slot, name(record), record.tap.value]);
      const list = what.map((words) => words.filter(Boolean).join(" ")).join(", ");
      parts.push(
        h("b", {}, `${count} ${others.length === 1 ? "waits" : "wait"} here.`),
        h("span", {}, `${list}. They go out when that person records here again.`),
        link("Send them as mine", () => this.delivery.adopt()),
      );
    }
    this.status.classList.toggle("off", isAway);
    this.needServer.hidden = !isAway;
    renew(this.status, parts);
  }

  /** The first of what waits to be settled, and the way there. */
  unsettledState() {
    const [draft, ...others] = this.unsettled();
    if (!draft) return [];
    const [slot, key] = [draft.cell.slice(0, draft.cell.indexOf("|")), draft.cell.slice(draft.cell.indexOf("|") + 1)];
    const name = key ? `${this.field(key)?.label} ${draft.text}` : `the time \u201c${draft.text}\u201d`;
    const more = others.length ? ` and ${others.length} more` : "";
    return [
      h("b", {}, "Not recorded yet:"),
      h("span", {}, `${this.slot(slot).label}, ${name}${more}`),
      link("Go there", () => this.goToDraft(slot, key)),
    ];
  }

  deliveryState(isAway) {
    const { savedCount, savedAt, isRestored } = this.delivery;
    const count = (state) => this.delivery.inState(state).length;
    const [waiting, storing, refused] = [count("waiting"), count("storing"), count("refused")];
    const state = (title, hint, ...rest) => [title && h("b", {}, title), hint && h("span", {}, hint), ...rest];
    const values = `${plural(waiting, "value")} waiting`;
    if (isAway) {
      const isReloadable = this.isKept && navigator.serviceWorker?.controller;
      const kept = isReloadable ? "Carry on. Kept on this device." : "Carry on. Kept on this device; do not refresh.";
      const hint = storing ? `Keeping ${storing} more\u2026` : kept;
      return [icon("wait"), ...state(`${values} \u2013 working without the server.`, hint)];
    }
    const saved = savedCount ? `${savedCount} saved, last at ${this.clock(savedAt)}` : "";
    if (!isRestored) return state("", "Looking at what this device holds\u2026");
    if (waiting) return [icon("wait"), ...state(values, saved)];
    if (storing) return state("Keeping\u2026", saved);
    if (!refused && this.unsettled().length) return state("", saved);
    if (!refused) return [icon("ok"), ...state("All saved", saved)];
    const again = link("Try again", () => this.delivery.retry());
    return state(`${plural(refused, "value")} not saved`, "See the row, and put it right or discard it.", again);
  }

  /** How far a slot is: an icon, words and a count. */
  progress(slot) {
    if (slot.key === "extra") return [null, "set", ""];
    const { t0, ended, slots } = this.data;
    const { planned, recorded, latest } = this.tally(slot);
    const now = this.delivery.now();
    const count = `${recorded.length} of ${planned.length}`;
    const toTake = `${planned.length} to take`;
    const at = latest ? ` ${this.clock(latest)}` : "";
    const due = slot.due && this.clock(slot.due);
    if (planned.length && recorded.length === planned.length) {
      return slot.to && latest > slot.to ? ["late", `Late${at}`, count] : ["done", `Done${at}`, count];
    }
    const isNow = due && !ended && now >= slot.from && now <= slot.to;
    if (isNow) return ["now", `Due now, ${due}`, recorded.length ? count : toTake];
    if (recorded.length) return ["part", `Partial${at}`, count];
    const isMissed = ended || slots.some((later) => later.due > slot.due && later.due <= now);
    if (due && now > slot.to) return ["todo", `${isMissed ? "Missed" : "Overdue"}, ${due}`, toTake];
    if (slot.key === "baseline") return t0 ? ["todo", "Not taken", toTake] : ["now", "Due before T0", toTake];
    return ["todo", ended ? "Not due" : due ? `Due ${due}` : "After T0", toTake];
  }

  paintTabs() {
    for (const [n, slot] of this.data.slots.entries()) {
      const tab = this.tabs.children[n];
      const [image, state, count] = this.progress(slot);
      const title = h("b", {}, image && icon(image), slot.label);
      tab.classList.toggle("now", image === "now" || slot.label !== slot.name);
      renew(tab, [title, state, h("br"), count], [image, state, count].join("|"));
    }
  }

  paintGrid() {
    const { slots, values } = this.data;
    const hasExtra = Object.keys(values).some((name) => name.startsWith("extra|"));
    const columns = slots.filter((slot) => slot.key !== "extra" || hasExtra);
    if (this.gridRows[0]?.length !== columns.length) this.drawGrid(columns);
    for (const cell of this.gridRows.flat()) this.paintCell(cell);
  }

  paintCell(cell) {
    const { key, at } = cell;
    const field = this.field(key);
    const isOpen = at.key === this.open;
    const isRecorded = this.isRecorded(key, at.key);
    const { value } = this.measuredBefore(key, at.key) ?? this.cell(key, at.key);
    const rank = field.shaded && this.level(field, value)?.rank;
    const hasBegun = at.key === "baseline" ? this.data.t0 : at.from && at.from < this.delivery.now();
    const isGap = (isOpen || hasBegun) && !isRecorded && this.tally(at).planned.includes(key);
    const isAsked = this.tally(this.slot()).planned.includes(key) && !this.isRecorded(key);
    const isHidden = this.data.unbiased && !isOpen && isAsked; // shown once this set has its own grade
    const look = isHidden ? "" : isGap ? "gap" : rank ? `r${Math.min(rank, 5)}` : "";
    if (cell.className !== look) cell.className = look;
    renew(cell, [isHidden ? "\u2026" : this.gridText(key, at.key)]);
  }

  /** One tab stop for the whole grid, where it was last. */
  makeTabStop(cell, isFocused) {
    if (!cell) return;
    this.grid.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    cell.tabIndex = 0;
    this.gridAt = cell.dataset.cell;
    if (isFocused) cell.focus();
  }

  paintFoot() {
    const { planned, recorded } = this.tally(this.slot());
    const { reasons } = this.data;
    const unable = recorded.map((key) => this.cell(key).status).filter((status) => status && status !== "measured");
    const more = [...Map.groupBy(unable, (status) => reasons[status].words)].map(
      ([words, all]) => `${all.length} ${words}`,
    );
    const missing = planned.length - recorded.length;
    const counts = ["recorded", ...more, ...(missing ? [`${missing} to do`] : [])].join(", ");
    const next = this.nextEmpty();
    const step = this.undoable();
    const undone = this.redoable();
    const what = ({ key, tap }) => {
      const field = this.field(key);
      return `${field.name} ${tap.status === "measured" ? shown(field, tap.value) : reasons[tap.status].words}`;
    };
    renew(this.foot, [
      h(
        "p",
        {},
        h("b", {}, `${recorded.length} of ${planned.length}`),
        ` ${counts}. ${next ? "" : this.afterwards()}`,
      ),
      step && button(`Undo: ${what(step)}`, () => this.undo()),
      undone && button(`Redo: ${what(undone)}`, () => this.redo()),
      next && button(`Next empty: ${this.field(next).name}`, () => this.goNext(), { class: "go" }),
      !next && !this.next.hidden && this.injectionButton(),
    ]);
  }

  /** The taps of a kind that belong to no cell. */
  tapsOf(kind) {
    return [...this.delivery.taps.values()].filter(({ tap }) => tap.kind === kind);
  }

  tapState({ state, refusal }) {
    if (state === "refused") return h("i", {}, `Not saved. ${refusal.sentence}`);
    if (state === "saved") return h("i", {}, icon("ok"), "saved");
    return h("i", { class: "w" }, icon("wait"), "waiting");
  }

  /** What somebody said in this slot. */
  paintNotes() {
    const line = ([, who, text]) => h("p", {}, `${first(who)}: \u201c${text}\u201d`);
    const own = (record) => [h("b", {}, `\u201c${record.tap.words}\u201d`), this.tapState(record)];
    renew(this.wordsKept, this.tapsOf("said").flatMap(own));
    renew(this.wordsBefore, this.data.said.filter(([slot]) => slot === this.open).map(line));
  }

  /** Adverse events, and whether anybody asked about them in this set. */
  paintEvents() {
    const { asked, askedOnce, blocks, events, t0, slots } = this.data;
    const names = Object.fromEntries(blocks.flatMap(({ kinds, marks }) => [...(kinds ?? []), ...(marks ?? [])]));
    const words = ({ event: { kind, severity, medicine, words } }) => {
      if (severity) return `${names[kind]}, ${severity}`;
      return medicine ? `${names.medicine}: ${medicine}` : words;
    };
    const own = (record) => [h("b", {}, words(record.tap)), this.tapState(record)];
    const isHere = ({ tap }) => tap.slot === this.open && (tap.kind !== "event" || tap.event.severity);
    const tap = [...this.tapsOf("event"), ...this.tapsOf("events_asked")].filter(isHere).at(-1);
    const { from } = this.slot();
    const until = slots.find((slot) => slot.from > from)?.from ?? Number.POSITIVE_INFINITY;
    const inSet = from ? asked.findLast((at) => at >= from && at < until) : null;
    const latest = askedOnce
      ? "asked today, the time is not known"
      : t0 && asked.some((at) => at >= t0) && `last asked ${this.clock(asked.at(-1))}`;
    const text = inSet ? `asked ${this.clock(inSet)}` : tap ? "asked" : "not asked in this set";
    const state = h(
      "i",
      {},
      icon(inSet || tap ? "ok" : "todo"),
      [text, !inSet && !tap && latest].filter(Boolean).join("; "),
    );
    renew(
      this.eventsKept,
      events.map((text) => h("p", {}, text)),
    );
    set(this.askedButton, "aria-pressed", !!(inSet || tap));
    renew(this.asked, [
      this.askedButton.hidden ? null : tap?.tap.kind === "events_asked" ? this.tapState(tap) : state,
      ...this.tapsOf("event").flatMap(own),
    ]);
  }
}
