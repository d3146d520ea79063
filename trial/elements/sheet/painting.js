// Paints what stands in the open slot, after every tap all of it: what is the same as before is not written again.

class Painting extends Cells {
  paint() {
    this.tallies.clear();
    for (const unit of this.units) this.paintUnit(unit);
    this.paintTop();
    this.paintKept();
    this.paintTabs();
    this.paintGrid();
    this.paintFoot();
    this.paintLoose();
  }

  paintUnit(unit) {
    const { data } = this, cells = unit.keys.map((key) => this.cell(key));
    for (const key of unit.drawn) this.paintControl(unit, key);
    const shown = [...new Set([...unit.keys, ...unit.reasonKeys])].map((key) => [key, this.cell(key)]);
    const reason = shown.find(([, cell]) => !cell.empty && cell.status !== "measured")?.[1];
    if (unit.why) {
      renew(unit.why, [reason ? this.data.reasons[reason.status].narrow : "Could not"]);
      set(unit.why, "aria-pressed", !!reason);
    }
    const hidden = data.unbiased && cells.some((cell) => cell.empty);
    const base = this.open === "baseline" || hidden ? "" : unit.keys.map((key) => this.text(key, this.cell(key, "baseline")));
    if (unit.base) {
      const last = hidden ? { empty: true } : this.last(unit.keys[0]);
      const show = (box, label, text, slot) => {
        box.classList.toggle("long", text.length > 4);
        renew(box, [h("span", { class: "l" }, label), text || "\u2013", slot && h("small", {}, slot)]);
      };
      show(unit.base, "baseline", base[0] ?? "");
      show(unit.last, "last", this.text(unit.keys[0], last), last.slot);
    }
    renew(unit.was, [hidden ? "" : this.before(unit)]);
    this.paintState(unit, shown);
    unit.paintMethods?.();
    unit.paintWatch?.();
  }

  /** "Baseline 126/78, +3h 112/66": the baseline and the last value, each with its slot. */
  before(unit) {
    const at = (cellOf) => unit.keys.map((key) => this.text(key, cellOf(key)));
    const join = (texts) => (texts.some(Boolean) ? texts.map((text) => text || "\u2013").join(this.field(unit.keys[0]).pair ? "/" : " and ") : "");
    const base = this.open === "baseline" ? "" : join(at((key) => this.cell(key, "baseline")));
    const slot = unit.keys.map((key) => this.last(key).slot).find(Boolean);
    const last = slot ? join(at((key) => this.last(key))) : "";
    return [base && `Baseline ${base}`, last && `${slot} ${last}`].filter(Boolean).join(", ");
  }

  paintControl(unit, key) {
    const control = this.controls.get(key), cell = this.cell(key), base = this.cell(key, "baseline"), field = this.field(key);
    control.classList.toggle("todo", key === this.nextEmpty());
    if (field.kind === "number") {
      const input = control.firstChild;
      if (input !== this.root.activeElement && unit.panel.hidden) input.value = cell.status === "measured" ? cell.value : "";
      return;
    }
    const marked = field.goal ? field.baseline : base.status === "measured" ? base.value : null;
    const showBase = (this.open !== "baseline" || !!field.goal) && !(this.data.unbiased && cell.empty);
    const buttons = [...control.children];
    const focused = buttons.find((one) => one === this.root.activeElement);
    const stop = focused ?? buttons.find((one) => one.dataset.token === cell.value) ?? buttons[0];
    const two = this.twoValues(cell), measured = (two.length ? two : [cell]).filter((one) => one.status === "measured");
    const values = measured.map((one) => one.value);
    for (const one of buttons) {
      set(one, "aria-pressed", values.includes(one.dataset.token));
      one.classList.toggle("bl", showBase && one.dataset.token === marked);
      set(one, "tabindex", one === stop ? 0 : -1);
    }
  }

  paintState(unit, shown) {
    const full = shown.filter(([, cell]) => !cell.empty);
    const words = [...new Set(full.map(([key]) => this.change(key)).filter(Boolean))];
    const isNumber = ([key, cell]) => this.field(key).kind === "number" && cell.status === "measured";
    const steps = full.filter(isNumber).map(([key, cell]) => this.difference(cell, this.cell(key, "baseline")));
    const isPair = words.length === 2 && steps.length === 2 && steps[0].way && steps[0].way === steps[1].way;
    const said = isPair ? `${steps[0].amount} and ${words[1]}` : words.join(", "); // "8 and 6 below baseline"
    const states = full.map(([, cell]) => cell.state), refused = full.find(([, cell]) => cell.state === "refused");
    const isWaiting = states.includes("waiting"), isStoring = states.includes("storing"); // said once it is stored
    const missing = unit.keys.length > full.length && !(unit.reasonKeys[0] !== unit.keys[0] && full.length);
    const state = refused ? null : isWaiting ? h("i", { class: "w" }, icon("wait"), "waiting") : isStoring ? null : full.length && !missing ? h("i", {}, icon("ok"), "saved") : unit.keys.length ? h("i", {}, icon("todo"), full.length ? "rest not yet" : "not yet") : null;
    const remarks = [...new Set([...unit.keys, ...unit.reasonKeys].flatMap((key) => this.remarks(key)))];
    const notes = [...new Set(full.map(([, cell]) => cell.status === "measured" && cell.note).filter(Boolean))];
    const note = this.field(unit.keys[0])?.note, skewed = full.some(([, cell]) => cell.skewed);
    const timed = full.find(([, cell]) => this.cells.get(`${this.open}|${unit.keys[0]}`)?.tap.taken || Math.abs(cell.taken - cell.typed) > 2 * MINUTE);
    const struck = full.flatMap(([, cell]) => cell.struck ?? []);
    renew(unit.st, [said && h("b", {}, first(said)), state, timed && h("i", {}, `taken ${this.clock(timed[1].taken)}`), note && h("i", {}, note), full.some(([, cell]) => cell.unusual) && h("i", { class: "remark" }, "unusual, looked at again"),
      ...notes.map((text) => h("i", {}, text)), skewed && h("i", {}, "this device's clock is wrong; the time was put right"), ...remarks.map((text) => h("i", { class: "remark" }, first(text))),
      ...struck.map(([text, why]) => h("i", { class: "struck" }, h("s", {}, text), why))]);
    this.paintRefusal(unit, refused, full);
  }

  paintRefusal(unit, refused, full) {
    const two = full.find(([, cell]) => cell.state === "saved" && this.twoValues(cell).length);
    const [key] = refused ?? two ?? [];
    const ask = (title, text, buttons) => [h("p", {}, h("b", {}, title), text), h("div", { class: "pair" }, buttons)];
    unit.refusal.hidden = !key;
    if (refused) {
      const own = this.cells.get(`${this.open}|${key}`), { value, status, note } = own.tap;
      const allowed = {
        reason: () => button("Say why", () => this.askWhy(unit, key, { value, status, note })),
        confirm: () => button("It is right", () => this.record(unit, key, { value, status, note, unusual: true })),
      }[own.refusal.allows];
      const discard = button("Discard", () => { this.discard(own); this.paint(); });
      const text = `${value ?? ""} ${own.refusal.sentence}`.trim();
      renew(unit.refusal, ask("Not saved. ", text, [allowed?.(), discard]), `${own.id} ${text}`);
    } else if (two) {
      const both = this.twoValues(two[1]), said = (one) => `${this.text(key, one)} by ${one.by} at ${this.clock(one.taken)}`;
      const use = (one) => button(`Use ${this.text(key, one)}`, () => this.askChoice(unit, key, one));
      const text = `${both.map(said).join("; ")}. Which one counts?`;
      renew(unit.refusal, ask("Two values. ", text, both.map(use)), `${both.map((one) => one.id)} ${text}`);
    }
  }

  askChoice(unit, key, one) {
    const choice = { kind: "choose", dose: this.data.dose, slot: this.open, replaces: one.id };
    this.askWords(unit, `Why does ${this.text(key, one)} count?`, "Why this value counts", (reason) => {
      unit.close();
      this.enter({ id: newId(), ...choice, reason }, `${this.open}|${key}`);
    });
  }

  /** A question under the row that is answered in words. */
  askWords(unit, question, name, keep) {
    const box = h("input", { class: "wide", "aria-label": name });
    unit.ask(question, [box, button("Keep", () => box.value.trim() && keep(box.value.trim()))]);
    box.focus();
  }

  paintTop() {
    const { t0 } = this.data, now = `now ${this.clock(this.now())}`, from = t0 && `since T0 at ${this.clock(t0)}, ${now}`;
    renew(this.timer, [h("strong", {}, t0 ? this.since(t0) : "Before T0"), h("small", {}, from || now)]);
  }

  paintKept() {
    const [waiting, refused, keeping] = ["waiting", "refused", "storing"].map((state) => this.inState(state).length);
    const saved = this.saved ? `${this.saved} saved, last at ${this.clock(this.savedAt)}` : "";
    let parts = [icon("ok"), h("b", {}, "All saved"), h("span", {}, saved)];
    if (this.layer) parts = [icon("wait"), h("b", {}, `${plural(waiting, "value")} waiting \u2013 working without the server.`), h("span", {}, keeping ? `Keeping ${keeping} more\u2026` : "Carry on. Kept on this device; do not refresh.")];
    else if (!this.looked) parts = [h("span", {}, "Looking at what this device holds\u2026")];
    else if (waiting) parts = [icon("wait"), h("b", {}, `${plural(waiting, "value")} waiting`), h("span", {}, saved)];
    else if (keeping) parts = [h("b", {}, "Keeping\u2026"), h("span", {}, saved)];
    else if (refused) parts = [h("b", {}, `${plural(refused, "value")} not saved`), h("span", {}, "See the row, and put it right or discard it."), link("Try again", () => this.retry())];
    if (this.problem) parts.push(h("span", {}, this.problem));
    if (this.others.length) {
      const told = this.others.slice(0, 4).map(({ cell, tap }) => [tap.slot, this.field(cell?.split("|").slice(1).join("|"))?.name ?? "", tap.value ?? ""].filter(Boolean).join(" "));
      parts.push(h("b", {}, `${plural(this.others.length, "value")} tapped by another person ${this.others.length === 1 ? "waits" : "wait"} here.`),
        h("span", {}, `${told.join(", ")}. They go out when that person records here again.`), link("Send them as mine", () => this.adopt()));
    }
    this.kept.classList.toggle("off", !!this.layer);
    this.needServer.hidden = !this.layer;
    renew(this.kept, parts);
  }

  /** Where a slot stands: an icon and words. */
  stateOf(slot) {
    if (slot.key === "extra") return [null, "set", ""];
    const now = this.now(), { planned, full, latest } = this.tally(slot), todo = planned.length, at = latest ? this.clock(latest) : "";
    const count = `${full.length} of ${todo}`;
    if (todo && full.length === todo) return slot.to && latest > slot.to ? ["late", `Late ${at}`, count] : ["done", `Done ${at}`.trim(), count];
    if (slot.due && !this.data.ended && now >= slot.from && now <= slot.to) return ["now", `Due now, ${this.clock(slot.due)}`, full.length ? count : `${todo} to take`];
    if (full.length) return ["part", `Partial ${at}`.trim(), count];
    const isMissed = this.data.ended || this.data.slots.some((later) => later.due > slot.due && later.due <= now);
    if (slot.due && now > slot.to) return ["todo", `${isMissed ? "Missed" : "Overdue"}, ${this.clock(slot.due)}`, `${todo} to take`];
    if (slot.key === "baseline") return [this.data.t0 ? "todo" : "now", this.data.t0 ? "Not taken" : "Due before T0", `${todo} to take`];
    return ["todo", slot.due && !this.data.ended ? `Due ${this.clock(slot.due)}` : this.data.ended ? "Not due" : "After T0", `${todo} to take`];
  }

  paintTabs() {
    for (const [n, slot] of this.data.slots.entries()) {
      const tab = this.tabs.children[n], [image, state, count] = this.stateOf(slot);
      tab.classList.toggle("now", image === "now" || slot.label !== slot.name);
      renew(tab, [h("b", {}, image && icon(image), slot.label), state, h("br"), count], [image, state, count].join("|"));
    }
  }

  paintGrid() {
    const { slots, values } = this.data, hasExtra = Object.keys(values).some((name) => name.startsWith("extra|"));
    const columns = slots.filter((slot) => slot.key !== "extra" || hasExtra);
    if (this.gridRows[0]?.length !== columns.length) this.drawGrid(columns);
    for (const cell of this.gridRows.flat()) this.paintCell(cell);
  }

  paintCell(cell) {
    const { key, at } = cell, field = this.field(key), { planned } = this.tally(at);
    const rank = field.shaded && field.levels.find((level) => level.token === this.cell(key, at.key).value)?.rank;
    const isDue = at.key === this.open || (at.key === "baseline" ? this.data.t0 : at.from && at.from < this.now());
    const isGap = isDue && !this.filled(key, at.key) && planned.includes(key);
    const isOther = this.data.unbiased && at.key !== this.open; // shown once this set has its own grade
    const isHidden = isOther && this.tally(this.slot()).planned.includes(key) && !this.filled(key);
    const look = isHidden ? "" : isGap ? "gap" : rank ? `r${Math.min(rank, 5)}` : "";
    if (cell.className !== look) cell.className = look;
    renew(cell, [isHidden ? "\u2026" : this.gridText(key, at.key)]);
  }

  /** One tab stop for the whole grid, where one stood last. */
  standInGrid(cell, focus) {
    if (!cell) return;
    this.grid.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    cell.tabIndex = 0;
    this.gridAt = cell.dataset.cell;
    if (focus) cell.focus();
  }

  paintFoot() {
    const { planned, full } = this.tally(this.slot());
    const reasons = full.map((key) => this.cell(key).status).filter((status) => status && status !== "measured");
    const counts = [...Map.groupBy(reasons, (status) => this.data.reasons[status].words)];
    const more = counts.map(([word, { length }]) => `${length} ${word}`);
    if (full.length < planned.length) more.push(`${planned.length - full.length} to do`);
    const next = this.nextEmpty(), step = this.history.at(-1);
    renew(this.foot, [
      h("p", {}, h("b", {}, `${full.length} of ${planned.length}`), ` recorded${more.length ? `, ${more.join(", ")}` : ""}`),
      step && button(`Undo: ${this.field(step.key).name} ${step.tap.status === "measured" ? shown(this.field(step.key), step.tap.value) : this.data.reasons[step.tap.status].words}`, () => this.undo()),
      next && button(`Next empty: ${this.field(next).name}`, () => this.goNext(), { class: "go" }),
    ]);
  }

  /** Words, events and the question about them: taps that belong to no cell. */
  paintLoose() {
    const { data } = this, { kinds, marks } = data.blocks.at(-1), names = Object.fromEntries([...kinds, ...marks]);
    const loose = (kind) => [...this.taps.values()].filter((one) => one.tap.kind === kind);
    const line = (text) => h("p", {}, text), saved = (text) => h("i", {}, icon("ok"), text);
    const state = (one) => (one.state === "refused" ? h("i", {}, `Not saved. ${one.refusal.sentence}`) : one.state === "saved" ? saved("saved") : h("i", { class: "w" }, icon("wait"), "waiting"));
    const added = (words) => (one) => [h("b", {}, words(one.tap)), state(one)];
    const before = data.said.filter(([slot]) => slot === this.open), asked = loose("events_asked").at(-1);
    renew(this.wordsKept, loose("said").flatMap(added(({ words }) => `\u201c${words}\u201d`)));
    renew(this.wordsBefore, before.map(([, who, text]) => line(`${first(who)}: \u201c${text}\u201d`)));
    renew(this.eventsKept, data.events.map(line));
    set(this.askedButton, "aria-pressed", data.asked || !!asked);
    renew(this.asked, [
      asked ? state(asked) : data.asked ? saved("asked today") : h("i", {}, icon("todo"), "not asked yet"),
      ...loose("event").flatMap(added(({ event }) => (event.severity ? `${names[event.kind]}, ${event.severity}` : event.medicine ? `${names.medicine}: ${event.medicine}` : event.words))),
    ]);
  }
}
