// The whole set from the keyboard, and the ways from one place of the sheet to another.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const SETTLING = 500; // milliseconds in which an Enter that is held, or pressed twice, chooses nothing where it leads

class Keyboard extends Drawing {
  touchedAt = 0;
  arrivedAt = 0; // when the focus was last moved on
  sign = ""; // a minus that waits for its digit, among the levels of a goal

  /** Tab goes down a column, a digit chooses, + makes 1 into 1+, y says yes, n says no or asks why, u undoes; Enter
   *  goes on to what is empty. */
  key(event) {
    const at = event.target;
    const isControl = event.ctrlKey || event.metaKey;
    const isHeld = event.repeat || event.timeStamp - this.arrivedAt < SETTLING;
    if (event.key === "Enter" && isHeld && at.matches?.("[data-token]:not([aria-pressed=true])"))
      return event.preventDefault();
    if (event.key === "Escape") {
      this.units.find((unit) => unit.panel.contains(at))?.close();
      return;
    }
    if (isControl && event.key === "z" && at.matches?.("button")) this.undo();
    else if (isControl || event.altKey || !at.matches?.("button, input.value")) return;
    else if (!this.act(at, event)) return;
    event.preventDefault();
  }

  /** Do what a key means at a button or a box. Returns false where it means nothing of ours. */
  act(at, { key, shiftKey }) {
    const unit = this.units.find(({ el }) => el.contains(at));
    const group = at.closest(".g");
    if (key === "Tab") return !!group && this.tabDown(at, shiftKey ? -1 : 1);
    const buttons = [...(group?.querySelectorAll("[data-token]") ?? [])];
    const pressed = buttons.find((button) => button.ariaPressed === "true")?.dataset.token;
    const said = { y: "true", n: "false" }[key]; // of a question that takes yes or no
    const isWord = buttons[0]?.classList.contains("word") && !/^[0-9]/.test(buttons[0].dataset.token);
    const tokens = [this.sign + key, key === "+" || key === "-" ? pressed + key : key, key.toUpperCase(), said];
    const byToken = tokens.map((token) => buttons.find(({ dataset }) => dataset.token === token)).find(Boolean);
    const hit = byToken ?? (isWord && /^[1-9]$/.test(key) ? buttons[Number(key) - 1] : null);
    this.sign = key === "-" && !hit && buttons.some(({ dataset }) => dataset.token.startsWith("-")) ? "-" : "";
    if (this.sign) return true;
    const isDown = key === "ArrowDown";
    const isRight = key === "ArrowRight";
    if (hit) {
      // before u: it is a level of consciousness too
      hit.click();
      hit.focus();
    } else if (key === "u") this.undo();
    else if (key === "n" && unit?.why) unit.why.click();
    else if (key === "y" && unit) return this.sayYes(unit);
    else if (key === "Enter" && (at.matches("input") || at.ariaPressed === "true")) {
      at.blur();
      this.goNext();
    } else if ((isDown || key === "ArrowUp") && unit) this.goAlong(at, isDown ? 1 : -1);
    else if (key === "ArrowLeft" && unit && at === unit.why)
      unit.el.querySelector(".g:last-of-type > button:last-child")?.focus();
    else if ((isRight || key === "ArrowLeft") && group) {
      const here = buttons.indexOf(at);
      (buttons[here + (isRight ? 1 : -1)] ?? (here > 0 ? unit?.why : null))?.focus();
    } else return false;
    return true;
  }

  /** Yes to what a row asks: that an unusual value is right, or that it was tested as at baseline. */
  sayYes(unit) {
    const asked = [unit.question, unit.el].map((place) => place.querySelector('[data-key="y"]'));
    const yes = asked.find((found) => found?.checkVisibility());
    yes?.click();
    if (yes) this.goNext();
    return !!yes;
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

  /** From the time of a set to what is empty in it, once the time is clear. */
  typeOn(typed) {
    typed.blur();
    if (!this.setTime().problem) this.goNext();
    else typed.focus();
  }

  /** To what is empty. A set that is typed with its time and full leads to the time of the next one that has begun, and
   *  before T0 to the injection: no other set can be recorded yet. */
  goNext() {
    const next = this.nextEmpty();
    if (next) return this.goTo(next);
    if (!this.next.hidden) return this.next.querySelector("button")?.focus();
    const { slots } = this.data;
    const hasBegun = ({ from, planned }) => planned.length && from <= this.delivery.now();
    const later = slots.slice(slots.indexOf(this.slot()) + 1).find((slot) => slot.from && hasBegun(slot));
    if (!later || !this.setTime().text || this.unsettled().length) return;
    this.goToSlot(later.key);
    this.taken.typed.focus();
  }

  goTo(key) {
    const control = this.controls.get(key);
    this.arrivedAt = performance.now();
    this.focusOn(control, { preventScroll: true });
    control?.scrollIntoView({ block: "center" });
  }

  goToSlot(slot) {
    this.touchedAt = this.delivery.now();
    this.openSlot(slot);
    this.draw();
  }

  /** To a draft: a value of a slot, or the time of its set. */
  goToDraft(slot, key) {
    if (slot !== this.open) this.goToSlot(slot);
    if (key) this.goTo(key);
    else this.taken.typed.focus();
  }

  goToCell(cell) {
    const { key, at } = cell;
    this.makeTabStop(cell);
    if (at.key !== this.open) this.goToSlot(at.key);
    this.touchedAt = this.delivery.now();
    this.goTo(this.field(key).boxes?.[0] ?? key);
  }

  /** Arrows go from cell to cell of the grid; Enter goes to the value. */
  keyInGrid(event) {
    const { target: cell, key } = event;
    const line = this.gridRows.findIndex((row) => row.includes(cell));
    if (line < 0) return;
    const step = STEPS[key];
    const next = step && this.gridRows[line + step[0]]?.[this.gridRows[line].indexOf(cell) + step[1]];
    if (next) this.makeTabStop(next, true);
    else if (key === "Enter" || key === " ") this.goToCell(cell);
    else if (!step) return;
    event.preventDefault();
  }
}
