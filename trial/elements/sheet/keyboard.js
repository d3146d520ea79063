// The whole set from the keyboard: Tab goes down a column, a digit chooses, + makes 1 into 1+, n opens the reasons, u undoes.

class Keyboard extends Drawing {
  key(event) {
    const at = event.target;
    if (event.key === "Escape") return this.units.find((one) => one.panel.contains(at))?.close();
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && at.matches?.("button")) { event.preventDefault(); return this.undo(); }
    if (event.ctrlKey || event.metaKey || event.altKey || !at.matches?.("button, input.value")) return undefined;
    const unit = this.units.find((one) => one.el.contains(at)), group = at.closest(".g"), { key } = event;
    const act = () => { event.preventDefault(); return true; };
    if (key === "Tab" && group && this.tabDown(at, event.shiftKey ? -1 : 1)) return event.preventDefault();
    const buttons = [...(group?.querySelectorAll("[data-token]") ?? [])], here = buttons.indexOf(at);
    const pressed = buttons.find((one) => one.getAttribute("aria-pressed") === "true")?.dataset.token;
    const tokens = [key === "+" || key === "-" ? pressed + key : key, key.toUpperCase()];
    const hit = tokens.map((token) => buttons.find((one) => one.dataset.token === token)).find(Boolean);
    if (hit && act()) { hit.click(); hit.focus(); return undefined; } // before u: it is a level of consciousness too
    if (key === "u" && act()) return this.undo();
    if (key === "n" && unit?.why && act()) return unit.why.click();
    if (key === "Enter" && at.matches("input") && act()) { at.blur(); this.goNext(); return undefined; }
    if (["ArrowUp", "ArrowDown"].includes(key) && unit && act()) return this.goAlong(at, key === "ArrowDown" ? 1 : -1);
    if (key === "ArrowLeft" && at === unit?.why && act()) return unit.el.querySelector(".g:last-of-type [data-token]:last-child")?.focus();
    if (["ArrowLeft", "ArrowRight"].includes(key) && group && act()) return (buttons[here + (key === "ArrowRight" ? 1 : -1)] ?? (here > 0 ? unit?.why : null))?.focus();
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

  goNext() {
    const next = this.nextEmpty(), control = next && this.controls.get(next);
    const stop = control?.querySelector('input.value, [data-token][tabindex="0"]');
    stop?.focus({ preventScroll: true });
    stop?.scrollIntoView({ block: "center" });
  }

  goTo(slot, key) {
    if (slot !== this.open) { this.openSlot(slot); this.draw(); }
    this.touchedAt = this.now();
    const control = this.controls.get(key), stop = control?.querySelector('input.value, [data-token][tabindex="0"]');
    control?.scrollIntoView({ block: "center" });
    stop?.focus({ preventScroll: true });
  }

  goToCell(place) {
    const [slot, ...rest] = place.dataset.cell.split("|"), key = rest.join("|");
    this.standInGrid(place);
    this.goTo(slot, this.field(key).boxes?.[0] ?? key);
  }

  /** Arrows go from cell to cell of the grid; Enter goes to the value. */
  keyInGrid(event) {
    const cell = event.target, row = cell.parentNode, { key } = event;
    if (!cell.dataset.cell) return;
    const rows = [...this.grid.querySelectorAll("tr:has([data-cell])")], column = [...row.cells].indexOf(cell);
    const next = {
      ArrowLeft: () => cell.previousElementSibling, ArrowRight: () => cell.nextElementSibling,
      ArrowUp: () => rows[rows.indexOf(row) - 1]?.cells[column], ArrowDown: () => rows[rows.indexOf(row) + 1]?.cells[column],
    }[key];
    if (next) { const to = next(); if (to?.dataset.cell) this.standInGrid(to, true); }
    else if (key === "Enter" || key === " ") this.goToCell(cell);
    else return;
    event.preventDefault();
  }
}
