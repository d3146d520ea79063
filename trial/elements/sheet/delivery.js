// Nothing tapped is lost: kept in this browser with strict durability, sent until the server has acknowledged it.
// What is kept holds trial, dose, slot, item, value, times and an opaque recorder id; no name of a patient.

const POLL = 2500; // milliseconds between looks at the head: what others enter shows within five seconds, its rerun included
const CLOCK_SLACK = 2000, SLOWEST_PAGE = 30000; // milliseconds
const REST = 800; // milliseconds without a tap, before what is pointed out is asked for
const RERUN_AGAIN = 6000;
const AWAY_AFTER = 3000; // without an answer, before the sheet says that it works alone
const CANNOT_KEEP = "This browser cannot keep values: wait until each is saved before you close the page.";

const outbox = {
  open() {
    return (this.db ??= new Promise((yes, no) => {
      const ask = indexedDB.open("itb-outbox", 1);
      ask.onupgradeneeded = () => ask.result.createObjectStore("taps", { keyPath: "id" });
      ask.onsuccess = () => yes(ask.result);
      ask.onerror = () => no(ask.error);
    }));
  },
  async write(act, durability = "strict") {
    const db = await this.open();
    return new Promise((yes, no) => {
      const work = db.transaction("taps", "readwrite", { durability });
      act(work.objectStore("taps"));
      work.oncomplete = () => yes();
      work.onerror = work.onabort = () => no(work.error);
    });
  },
  async all() {
    const db = await this.open();
    return new Promise((yes, no) => {
      const ask = db.transaction("taps").objectStore("taps").getAll();
      ask.onsuccess = () => yes(ask.result.sort((a, b) => a.order - b.order));
      ask.onerror = () => no(ask.error);
    });
  },
};

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Why a kept tap was refused: {code, field, allows, sentence}. One of an older version holds its sentence alone. */
const refusalOf = (kept) => kept.refusal ?? (kept.sentence && { sentence: kept.sentence, allows: "" });

class Delivery {
  constructor() {
    this.taps = new Map(); // every tap not yet in Python's data, by id, in order: {tap, cell, state, refusal, entries}
    this.unsaved = new Map(); // those of them that are not acknowledged
    this.cells = new Map(); // the last of them in each cell
    this.others = []; // waiting here, tapped by somebody else
    this.looked = false; // into the outbox: before that nobody knows what waits
    this.skew = 0; // what the browser's clock lacks, in milliseconds
    this.delay = 0;
    this.sends = 0;
    this.head = 0;
    this.wanted = 0; // how many entries Python was last asked to hand over
  }

  now() { return Date.now() + this.skew; }

  /** The server said its time somewhere between `sent` and `received`: what is held stands while it can be true. */
  setClock(server, sent, received, likely = (sent + received) / 2) {
    if (this.skew > server - received - CLOCK_SLACK && this.skew < server - sent + CLOCK_SLACK) return;
    this.skew = Math.round((server - likely) / 1000) * 1000;
  }

  waiting() { return [...this.unsaved.values()].filter((one) => one.state !== "refused"); }

  hold(one) {
    this.taps.set(one.tap.id, one);
    this.unsaved.set(one.tap.id, one);
    if (one.cell) this.cells.set(one.cell, one);
  }

  /** Take a tap: on the sheet at once, then at once into the outbox and on its way: its id makes it arrive once. */
  enter(tap, cell, taken) {
    const order = Date.now();
    Object.assign(tap, { tapped_at: new Date(order).toISOString(), skew_seconds: this.skew / 1000 });
    const one = { tap, cell, order, state: "storing", typed: this.now(), taken: taken ?? this.now() };
    const before = cell && this.cells.get(cell);
    if (before?.state === "refused") this.discard(before);
    this.hold(one);
    this.paintTaps([one]);
    outbox.write((store) => store.put(this.stored(one))).then(() => {
      if (one.state !== "storing") return; // the server was faster
      one.state = "waiting";
      this.paintTaps([one]);
    }, () => { this.problem = CANNOT_KEEP; this.paintKept(); });
    if (!this.missedAt || !this.polling) queueMicrotask(() => this.pump()); // a whole block goes in one delivery; without a server the next look that is answered sends it
  }

  stored({ tap, cell, order, typed, taken, refusal }) {
    return { id: tap.id, order, trial: this.data.trial, dose: this.data.dose, recorder: this.data.recorder, cell, typed, taken, refusal, tap };
  }

  forget(one) {
    this.taps.delete(one.tap.id);
    this.unsaved.delete(one.tap.id);
    if (this.cells.get(one.cell) === one) this.cells.delete(one.cell);
  }

  discard(one) {
    this.forget(one);
    outbox.write((store) => store.delete(one.tap.id)).catch(() => {});
  }

  /** What this browser still holds of this dose: from before a reload or a crash, or from a tab that was closed. */
  async restore() {
    const all = await outbox.all().catch(() => { this.problem = CANNOT_KEEP; return []; });
    const here = all.filter((one) => one.trial === this.data.trial && one.dose === this.data.dose);
    const others = here.filter((one) => one.recorder !== this.data.recorder);
    const found = here.filter((one) => one.recorder === this.data.recorder && !this.taps.has(one.id));
    const isNews = found.length > 0 || others.length !== this.others.length;
    this.others = others;
    for (const one of found) this.hold({ ...one, refusal: refusalOf(one), state: refusalOf(one) ? "refused" : "waiting", isRestored: true });
    const isFirst = !this.looked;
    this.looked = true;
    if (isNews) this.paint(); else if (isFirst) this.paintKept();
    this.pump();
  }

  /** Send again what was refused, as it was tapped: what stood against it may have been put right. */
  retry() {
    const refused = [...this.unsaved.values()].filter((one) => one.state === "refused");
    for (const one of refused) one.state = "waiting";
    this.paintTaps(refused);
    this.pump();
  }

  /** Another person's taps, taken over by whoever is signed in now and says that they stand for them. */
  adopt() {
    const mine = this.others.map((one) => ({ ...one, recorder: this.data.recorder }));
    outbox.write((store) => mine.forEach((one) => store.put(one))).then(() => this.restore());
  }

  async ask(path, body) {
    const sent = Date.now();
    const slow = body && setTimeout(() => this.goAway(), AWAY_AFTER); // a line that is silent and not broken
    const answer = await fetch(`/${path}`, {
      method: body ? "POST" : "GET",
      cache: "no-store",
      signal: AbortSignal.timeout(8000),
      headers: { Authorization: `Bearer ${this.token ?? this.data.token}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    }).finally(() => clearTimeout(slow));
    const said = await answer.json();
    if (!answer.ok) throw Object.assign(new Error("refused"), { sentence: said.problem });
    this.token = said.token ?? this.token;
    this.setClock(said.at, sent, Date.now());
    Object.assign(this, { delay: 0, missedAt: null, problem: null });
    if (this.layer) this.comeBack();
    return said;
  }

  async pump() {
    clearTimeout(this.again);
    const due = this.waiting().slice(0, 100);
    if (this.sending || !due.length) return;
    this.sending = true;
    this.sends += 1;
    const { trial, recorder } = this.data;
    try {
      const said = await this.ask("taps", { trial, recorder, taps: due.map((one) => one.tap) });
      const kept = new Set(said.acknowledged);
      for (const one of due) {
        if (kept.has(one.tap.id)) { Object.assign(one, { state: "saved", entries: said.entries }); this.unsaved.delete(one.tap.id); }
        else if (one.tap.id in said.refused) Object.assign(one, { state: "refused", refusal: said.refused[one.tap.id] });
      }
      if (kept.size) this.savedAt = this.now();
      this.saved = (this.saved ?? 0) + kept.size;
      this.moved(said.entries, due.filter((one) => one.state === "saved" && !one.isRestored).length);
      if (due.some((one) => one.state === "saved" && !one.cell)) this.rerun(said.entries); // the page shows events and words too
      this.askRemarks();
      const isRefused = due.some((one) => one.state === "refused");
      outbox.write((store) => due.forEach((one) => {
        if (one.state === "saved") store.delete(one.tap.id); // one that a crash brings back is only acknowledged again
        if (one.state === "refused") store.put(this.stored(one));
      }), isRefused ? "strict" : "relaxed").catch(() => {});
    } catch (error) {
      this.missed(error);
    }
    this.sending = false;
    this.paintTaps(due);
    if (this.waiting().length) this.again = setTimeout(() => this.pump(), this.delay);
  }

  async poll() {
    if (document.hidden || this.polled || this.sending) return;
    this.polled = true;
    const sends = this.sends;
    try {
      const { entries } = await this.ask(`head?trial=${encodeURIComponent(this.data.trial)}`);
      if (sends === this.sends) this.moved(entries, 0); // else it may have seen our own, and the receipt tells
    } catch (error) {
      this.missed(error);
    }
    this.polled = false;
    this.paintKept();
    if (!this.missedAt && this.delay === 0) this.pump();
  }

  /** What stands against reading a value like the baseline's: asked for when the hand rests, not at every tap. */
  askRemarks() {
    clearTimeout(this.remarking);
    this.remarking = setTimeout(async () => {
      if (this.waiting().length) return;
      const { trial, dose } = this.data;
      const said = await this.ask(`remarks?trial=${encodeURIComponent(trial)}&dose=${dose}`).catch((error) => this.missed(error));
      if (!said || JSON.stringify(said.remarks) === JSON.stringify(this.data.remarks)) return;
      this.data.remarks = said.remarks;
      this.paint();
    }, REST);
  }

  /** One rerun when somebody else has added something; none for what this page added itself. */
  moved(entries, own) {
    if (entries > this.head + own) this.rerun(entries);
    this.head = Math.max(this.head, entries);
    if (this.wanted > this.data.entries && Date.now() - this.rerunAt > RERUN_AGAIN) this.rerun(this.wanted);
  }

  /** Asked for until Python has handed over as much: a page that is just connecting again loses the question. */
  rerun(entries) {
    Object.assign(this, { wanted: entries, rerunAt: Date.now() });
    this.trigger("moved", entries);
  }

  missed(error) {
    this.delay = Math.min(15000, Math.max(2000, this.delay * 2));
    if (error.sentence) { this.problem = error.sentence; return; }
    this.missedAt ??= Date.now();
    setTimeout(() => { if (this.missedAt) this.goAway(); }, Math.max(0, this.missedAt + AWAY_AFTER - Date.now()));
  }

  /** Streamlit makes the page inert when its server is gone; an element in this layer of the body stays usable. */
  goAway() {
    if (this.layer || !this.parent.isConnected) return;
    this.layer = h("div", { class: "itb-away", [TOP_LAYER]: "true" });
    document.body.append(this.layer);
    this.move(this.layer, this.layer);
    this.paint();
  }

  comeBack() {
    const { layer } = this;
    this.layer = null;
    if (this.parent.isConnected) this.move(this.parent, document.querySelector(MAIN));
    else this.leave();
    layer.remove();
  }

  /** Moving the sheet must not take the keyboard away from whoever is typing, nor the row from under a finger. */
  move(place, scroller) {
    const focus = this.root.activeElement, { top } = this.host.getBoundingClientRect();
    place.append(this.host);
    this.clearBar();
    if (scroller) scroller.scrollTop += this.host.getBoundingClientRect().top - top;
    focus?.focus({ preventScroll: true });
  }

  /** Streamlit's own bar lies over the page: what sticks to the top sticks below it. */
  clearBar() {
    const bar = this.layer ? null : document.querySelector(HEADER);
    this.host.style.setProperty("--under", `${bar?.getBoundingClientRect().height ?? 0}px`);
  }
}
