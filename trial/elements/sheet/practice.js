// The sheet of an invented person, to be shown or to tap along on: nothing leaves the page, nothing is stored.

const BEFORE_IT = 5000; // milliseconds to read a step before it is done
const AFTER_IT = 6000; // and to see what it did
const ANSWERS_AFTER = 300; // as long as a server takes

class OnThisPage extends Delivery {
  async store(record) {
    record.state = "waiting";
  }

  async restore() {
    this.isRestored = true;
    this.on.changed();
  }

  discard(record) {
    this.forget(record);
  }

  async ask(_, body) {
    await new Promise((answer) => setTimeout(answer, ANSWERS_AFTER));
    const acknowledged = (body?.taps ?? []).map(({ id }) => id);
    return { acknowledged, refused: {}, entries: this.head + acknowledged.length, remarks: this.data.remarks };
  }

  rerun() {}
}

class Practice extends Sheet {
  constructor() {
    super();
    this.delivery = new OnThisPage(this.delivery.on);
  }

  keep() {}
}

/** Steps through one set: says what comes, shows where, and does it. */
class ShowMe {
  place = -1;
  /** @type {any} */
  steps;
  /** @type {any} */
  practised;
  /** @type {any} */
  timer;
  /** @type {any} */
  marked;
  bar = h("div", { class: "itb-steps", role: "status" });

  constructor(steps, practised) {
    Object.assign(this, { steps, practised });
    this.draw();
  }

  draw() {
    const { place, steps } = this;
    const isLast = place === steps.length - 1;
    const says = h("p", {}, place < 0 ? "" : `${place + 1} of ${steps.length}. ${steps[place].says}`);
    const play = h("button", { onclick: () => this.play() }, this.timer ? "Stop" : "Show me");
    const next = h("button", { onclick: () => this.next(), disabled: isLast }, "Next step");
    this.bar.replaceChildren(says, play, next);
  }

  play() {
    if (this.timer) this.stop();
    else this.next(true);
    this.draw();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  /** Say the next step and do it; by itself once somebody has had time to read. */
  next(goesOn = false) {
    this.stop();
    if (this.place + 1 >= this.steps.length) {
      this.draw();
      return;
    }
    this.place += 1;
    const step = this.steps[this.place];
    this.mark(step);
    if (goesOn) {
      this.timer = setTimeout(() => {
        this.act(step);
        this.timer = setTimeout(() => this.next(true), AFTER_IT);
      }, BEFORE_IT);
    } else this.act(step);
    this.draw();
  }

  target({ at, taps, types }) {
    if (at === "asked") return this.practised.askedButton;
    if (!at.includes("|")) return this.practised.root.querySelector(at);
    const inside = taps ? `[data-token="${taps}"]` : types ? "input" : "";
    return this.practised.root.querySelector(`[data-field="${at}"] ${inside}`);
  }

  mark(step) {
    this.marked?.style.removeProperty("outline");
    this.marked = this.target(step);
    this.marked?.style.setProperty("outline", "4px solid #e69f00");
    this.marked?.scrollIntoView({ block: "center" });
  }

  act(step) {
    const target = this.target(step);
    if (step.types) {
      target.value = step.types;
      target.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (step.taps || step.at === "asked") target.click();
    this.mark(step); // what was drawn again is marked anew
  }
}

/** @type {any} */
let practising;

/** Mount the practice; another `turn` begins it anew. */
function practice({ parentElement, data: { standing, steps, turn, ...rest }, setTriggerValue }) {
  for (const opened of SHEETS.values()) opened.leave();
  if (practising?.turn !== turn) {
    practising?.sheet.leave();
    const sheet = new Practice();
    practising = { turn, sheet, shown: new ShowMe(steps, sheet) };
    practising.data = { ...JSON.parse(standing), ...rest };
  }
  const { sheet, shown, data } = practising;
  const place = h("div", {});
  parentElement.replaceChildren(shown.bar, place);
  sheet.take(place, data, setTriggerValue);
  return () => {
    shown.stop();
    sheet.leave();
  };
}
