// Paints what stands in the open slot: all of it after a redraw, and after a tap only what that tap changes.

class Painting extends Cells {
  paint() {
    if (!this.units) return;
    this.tallies.clear();
    for (const unit of this.units) this.paintUnit(unit);
    this.paintTop();
    this.paintKept();
    this.paintTabs();
    this.paintGrid();
    this.paintFoot();
    this.paintLoose();
  }

  /** After a tap: its own row, its own place in the grid, and the counts; however long the sheet is. */
  paintTaps(taps) {
    if (!this.units) return;
    const changed = new Set(taps.map((one) => one.cell));
    for (const name of changed) {
      if (!name) { this.paintLoose(); continue; }
      const [slot, ...rest] = name.split("|"), key = rest.join("|");
      this.tallies.delete(slot);
      for (const unit of this.units.filter(({ shows }) => shows.has(key))) this.paintUnit(unit);
      if (this.field(key)?.skips || this.data.unbiased) this.paintGrid();
      else this.paintCell(slot, key);
    }
    this.paintKept();
    this.paintTabs();
    this.paintFoot();
  }

  paintUnit(unit) {
    const { data } = this, cells = unit.keys.map((key) => this.cell(key));
    for (const key of unit.drawn) this.paintControl(unit, key);
    const shown = [...new Set([...unit.keys, ...unit.reasonKeys])].map((key) => [key, this.cell(key)]);
    const reason = shown.find(([, cell]) => !cell.empty && cell.status !== "measured")?.[1];
    if (unit.why) {
      unit.why.textContent = reason ? SHORT[reason.status] ?? REASONS[reason.status] : "Could not";
      unit.why.setAttribute("aria-pressed", String(!!reason));
    }
    const hidden = data.unbiased && cells.some((cell) => cell.empty);
    const base = this.open === "baseline" || hidden ? "" : unit.keys.map((key) => this.text(key, this.cell(key, "baseline")));
    if (unit.base) {
      const last = hidden ? { empty: true } : this.last(unit.keys[0]);
      const show = (box, label, text, slot) => {
        box.classList.toggle("long", text.length > 4);
        box.replaceChildren(...[h("span", { class: "l" }, label), text || "\u2013", slot && h("small", {}, slot)].filter(Boolean));
      };
      show(unit.base, "baseline", base[0] ?? "");
      show(unit.last, "last", this.text(unit.keys[0], last), last.slot);
    }
    if (unit.was) unit.was.textContent = hidden ? "" : this.before(unit);
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
    if (field.kind === "number") {
      const input = control.querySelector("input");
      if (input !== this.root.activeElement && unit.panel.hidden) input.value = cell.status === "measured" ? cell.value : "";
      return;
    }
    const marked = field.goal ? field.baseline : base.status === "measured" ? base.value : null;
    const showBase = (this.open !== "baseline" || !!field.goal) && !(this.data.unbiased && cell.empty);
    const buttons = [...control.querySelectorAll("[data-token]")];
    const stop = buttons.find((one) => one.dataset.token === cell.value) ?? buttons[0];
    const values = cell.kept?.some((one) => one.two) ? cell.kept.filter((one) => one.two).map((one) => one.value) : cell.status === "measured" ? [cell.value] : [];
    for (const one of buttons) {
      one.setAttribute("aria-pressed", String(values.includes(one.dataset.token)));
      one.classList.toggle("bl", showBase && one.dataset.token === marked);
      one.tabIndex = one === (buttons.includes(this.root.activeElement) ? this.root.activeElement : stop) ? 0 : -1;
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
    const skewed = full.some(([, cell]) => cell.skewed);
    const timed = full.find(([, cell]) => this.cells.get(`${this.open}|${unit.keys[0]}`)?.tap.taken || Math.abs(cell.taken - cell.typed) > 2 * MINUTE);
    const struck = full.flatMap(([, cell]) => cell.struck ?? []);
    unit.st.replaceChildren(...[said && h("b", {}, first(said)), state, timed && h("i", {}, `taken ${this.clock(timed[1].taken)}`), unit.note && h("i", {}, unit.note), full.some(([, cell]) => cell.unusual) && h("i", { class: "remark" }, "unusual, looked at again"),
      ...notes.map((text) => h("i", {}, text)), skewed && h("i", {}, "this device's clock is wrong; the time was put right"), ...remarks.map((text) => h("i", { class: "remark" }, first(text))),
      ...struck.map(([text, why]) => h("i", { class: "struck" }, h("s", {}, text), why))].filter(Boolean));
    this.paintRefusal(unit, refused, full);
  }

  paintRefusal(unit, refused, full) {
    const two = full.find(([, cell]) => cell.kept?.some((one) => one.two) && cell.state === "saved");
    unit.refusal.hidden = !refused && !two;
    if (refused) {
      const [key] = refused, own = this.cells.get(`${this.open}|${key}`), { value, status, note } = own.tap;
      const allowed = {
        reason: () => h("button", { onclick: () => this.askWhy(unit, key, { value, status, note }) }, "Say why"),
        confirm: () => h("button", { onclick: () => this.record(unit, key, { value, status, note, unusual: true }) }, "It is right"),
      }[own.refusal.allows];
      unit.refusal.replaceChildren(h("p", {}, h("b", {}, "Not saved. "), `${value ?? ""} ${own.refusal.sentence}`.trim()), h("div", { class: "pair" },
        allowed?.(),
        h("button", { onclick: () => { this.discard(own); this.paint(); } }, "Discard")));
    } else if (two) {
      const both = two[1].kept.filter((one) => one.two);
      unit.refusal.replaceChildren(h("p", {}, h("b", {}, "Two values. "), both.map((one) => `${this.text(two[0], one)} by ${one.by} at ${this.clock(one.taken)}`).join("; "), ". Which one counts?"),
        h("div", { class: "pair" }, both.map((one) => h("button", { onclick: () => this.askChoice(unit, two[0], one) }, `Use ${this.text(two[0], one)}`))));
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
    if (!this.elapsed) return;
    const { t0 } = this.data;
    this.elapsed.textContent = t0 ? this.since(t0) : "Before T0";
    this.elapsedFrom.textContent = `${t0 ? `since T0 at ${this.clock(t0)}, ` : ""}now ${this.clock(this.now())}`;
  }

  paintKept() {
    if (!this.kept) return;
    const [waiting, refused, keeping] = ["waiting", "refused", "storing"].map((state) => this.inState(state).length);
    const saved = this.saved ? `${this.saved} saved, last at ${this.clock(this.savedAt)}` : "";
    let parts = [icon("ok"), h("b", {}, "All saved"), h("span", {}, saved)];
    if (this.layer) parts = [icon("wait"), h("b", {}, `${plural(waiting, "value")} waiting \u2013 working without the server.`), h("span", {}, keeping ? `Keeping ${keeping} more\u2026` : "Carry on. Kept on this device; do not refresh.")];
    else if (!this.looked) parts = [h("span", {}, "Looking at what this device holds\u2026")];
    else if (waiting) parts = [icon("wait"), h("b", {}, `${plural(waiting, "value")} waiting`), h("span", {}, saved)];
    else if (keeping) parts = [h("b", {}, "Keeping\u2026"), h("span", {}, saved)];
    else if (refused) parts = [h("b", {}, `${plural(refused, "value")} not saved`), h("span", {}, "See the row, and put it right or discard it."), h("button", { class: "link", onclick: () => this.retry() }, "Try again")];
    if (this.problem) parts.push(h("span", {}, this.problem));
    if (this.others.length) {
      const told = this.others.slice(0, 4).map(({ cell, tap }) => [tap.slot, this.field(cell?.split("|").slice(1).join("|"))?.name ?? "", tap.value ?? ""].filter(Boolean).join(" "));
      parts.push(h("b", {}, `${plural(this.others.length, "value")} tapped by another person ${this.others.length === 1 ? "waits" : "wait"} here.`),
        h("span", {}, `${told.join(", ")}. They go out when that person records here again.`), h("button", { class: "link", onclick: () => this.adopt() }, "Send them as mine"));
    }
    this.kept.classList.toggle("off", !!this.layer);
    this.needServer.hidden = !this.layer;
    renew(this.kept, parts);
  }

  /** Where a slot stands: an icon and words. */
  stateOf(slot) {
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
    if (!this.tabs) return;
    const tabs = this.data.slots.map((slot) => [slot, ...(slot.key === "extra" ? [null, "set", ""] : this.stateOf(slot))]);
    const focused = this.tabs.contains(this.root.activeElement) && this.root.activeElement.dataset.slot;
    renew(this.tabs, tabs.map(([slot, image, state, count]) => h("button", {
      "data-slot": slot.key,
      "aria-current": slot.key === this.open ? "step" : null,
      class: slot.key === "extra" ? "extra" : image === "now" || slot.label !== slot.key ? "now" : null,
      onclick: () => { this.openSlot(slot.key); this.touchedAt = this.now(); this.draw(); },
    }, h("b", {}, image && icon(image), slot.label), state, h("br"), count)), JSON.stringify([this.open, tabs]));
    if (focused) this.tabs.querySelector(`[data-slot="${focused}"]`)?.focus();
  }

  paintGrid() {
    const { slots, blocks } = this.data, columns = slots.filter((slot) => slot.key !== "extra" || Object.keys(this.data.values).some((key) => key.startsWith("extra|")));
    const rows = (block) => [...new Set(block.rows.flatMap((row) => (row.whole ? [row.whole] : row.fields)))].filter((key) => !this.field(key).method);
    const cellOf = (key, slot) => {
      const name = `${slot.key}|${key}`, cell = h("td", { tabindex: "-1", "data-cell": name });
      this.gridCells.set(name, cell);
      for (const box of this.field(key).boxes ?? []) this.gridCells.set(`${slot.key}|${box}`, cell);
      this.paintCell(slot.key, key);
      return cell;
    };
    const focused = this.grid.contains(this.root.activeElement);
    this.gridCells = new Map();
    this.grid.replaceChildren(h("table", { class: "grid", role: "grid", "aria-label": "All slots" },
      h("thead", {}, h("tr", {}, h("th"), columns.map((slot) => h("th", { scope: "col", class: slot.key === this.open ? "on" : null }, slot.name)))),
      h("tbody", {}, blocks.filter((block) => block.rows && rows(block).length).flatMap((block) => [
        h("tr", { class: "sec" }, h("th", { colspan: columns.length + 1 }, block.title)),
        ...rows(block).map((key) => h("tr", {}, h("th", { scope: "row" }, this.field(key).short), columns.map((slot) => cellOf(key, slot)))),
      ]))));
    this.standInGrid(this.gridCells.get(this.gridAt) ?? this.gridCells.values().next().value, focused);
  }

  paintCell(slot, of) {
    const place = this.gridCells.get(`${slot}|${of}`);
    if (!place) { if (!this.field(of)?.method) this.paintGrid(); return; } // the first value of the extra set
    const key = place.dataset.cell.split("|").slice(1).join("|"), field = this.field(key), { from } = this.slot(slot);
    const rank = field.shaded && field.levels.find((level) => level.token === this.cell(key, slot).value)?.rank;
    const isDue = slot === this.open || (slot === "baseline" ? this.data.t0 : from && from < this.now());
    const isGap = isDue && !this.filled(key, slot) && this.tally(this.slot(slot)).planned.includes(key);
    const isOther = this.data.unbiased && slot !== this.open; // shown once this set has its own grade
    const isHidden = isOther && this.tally(this.slot()).planned.includes(key) && !this.filled(key);
    const look = isHidden ? "" : isGap ? "gap" : rank ? `r${Math.min(rank, 5)}` : "";
    const text = isHidden ? "\u2026" : this.gridText(key, slot);
    if (place.className !== look) place.className = look; // a table is laid out anew for every cell that is written
    if (place.textContent !== text) place.textContent = text;
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
    const counts = [...Map.groupBy(reasons, reasonWord)];
    const more = counts.map(([word, { length }]) => `${length} ${word}`);
    if (full.length < planned.length) more.push(`${planned.length - full.length} to do`);
    const next = this.nextEmpty(), step = this.history.at(-1);
    if (next !== this.todo) for (const key of [this.todo, next]) this.controls.get(key)?.classList.toggle("todo", key === next);
    this.todo = next;
    const parts = [
      h("p", {}, h("b", {}, `${full.length} of ${planned.length}`), ` recorded${more.length ? `, ${more.join(", ")}` : ""}`),
      step && h("button", { onclick: () => this.undo() }, `Undo: ${this.field(step.key).name} ${step.tap.status === "measured" ? shown(this.field(step.key), step.tap.value) : reasonWord(step.tap.status)}`),
      next && h("button", { class: "go", onclick: () => this.goNext() }, `Next empty: ${this.field(next).name}`),
    ].filter(Boolean);
    renew(this.foot, parts);
  }

  /** Words, events and the question about them: taps that belong to no cell. */
  paintLoose() {
    const loose = (kind) => [...this.taps.values()].filter((one) => one.tap.kind === kind);
    const state = (one) => (one.state === "refused" ? h("i", {}, `Not saved. ${one.refusal.sentence}`) : one.state === "saved" ? h("i", {}, icon("ok"), "saved") : h("i", { class: "w" }, icon("wait"), "waiting"));
    this.wordsKept?.replaceChildren(...loose("said").flatMap((one) => [h("b", {}, `\u201c${one.tap.words}\u201d`), state(one)]));
    if (!this.asked) return;
    this.eventsKept.replaceChildren(...this.data.events.map((text) => h("p", {}, text)));
    this.wordsBefore.replaceChildren(...this.data.said.filter(([slot]) => slot === this.open).map(([, who, text]) => h("p", {}, `${first(who)}: \u201c${text}\u201d`)));
    const asked = loose("events_asked").at(-1), names = Object.fromEntries(this.data.blocks.at(-1).kinds);
    this.askedButton.setAttribute("aria-pressed", String(this.data.asked || !!asked));
    this.asked.replaceChildren(...[
      asked ? state(asked) : this.data.asked ? h("i", {}, icon("ok"), "asked today") : h("i", {}, icon("todo"), "not asked yet"),
      ...loose("event").flatMap((one) => [h("b", {}, one.tap.event.severity ? `${names[one.tap.event.kind]}, ${one.tap.event.severity}` : one.tap.event.words), state(one)]),
    ]);
  }
}
