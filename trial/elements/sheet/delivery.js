// Nothing tapped is lost: kept in this browser with strict durability, sent until the server has acknowledged it.
// What is kept holds trial, dose, slot, item, value, times and an opaque recorder id; no name of a patient.

const POLL = 2500; // milliseconds between looks at the head: what others enter shows within five seconds, its rerun included
const CLOCK_SLACK = 2000,
  SLOWEST_PAGE = 30000; // milliseconds
const REST = 800; // milliseconds without a tap, before what is pointed out is asked for
const RERUN_AGAIN = 6000;
const DRAIN_EVERY = 5000;
const AWAY_AFTER = 3000; // without an answer, before the sheet says that it works alone
const CANNOT_KEEP = "This browser cannot keep values: wait until each is saved before you close the page.";

/** What the browser's database answers, when it has done it: a request succeeds, a transaction completes. */
const done = (asked) =>
  new Promise((yes, no) => {
    asked.onsuccess = asked.oncomplete = () => yes(asked.result);
    asked.onerror = asked.onabort = () => no(asked.error);
  });

const outbox = {
  open() {
    if (this.db) return this.db;
    const opening = indexedDB.open("itb-outbox", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("taps", { keyPath: "id" });
    return (this.db = done(opening));
  },
  async write(act, durability = "strict") {
    const work = (await this.open()).transaction("taps", "readwrite", { durability });
    act(work.objectStore("taps"));
    return done(work);
  },
  async all() {
    const found = await done((await this.open()).transaction("taps").objectStore("taps").getAll());
    return found.sort((a, b) => a.order - b.order);
  },
  /** Of what was sent, what the server has goes (again, if a crash brings it back); what it refused says why. */
  async settle(sent, { acknowledged, refused }) {
    await this.write(
      (store) =>
        sent.forEach((one) => {
          if (acknowledged.includes(one.id)) store.delete(one.id);
          else if (refused[one.id]) store.put({ ...one, refusal: refused[one.id] });
        }),
      Object.keys(refused).length ? "strict" : "relaxed",
    );
  },
};

/** What our server answers; an error with its sentence where it takes nothing. */
async function request(path, token, body) {
  const answer = await fetch(`/${path}`, {
    method: body ? "POST" : "GET",
    cache: "no-store",
    signal: AbortSignal.timeout(8000),
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("refused"), { sentence: said.problem });
  return said;
}

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Why a kept tap was refused: {code, field, allows, sentence}. One of an older version holds its sentence alone. */
const refusalOf = (kept) => kept.refusal ?? (kept.sentence && { sentence: kept.sentence, allows: "" });

class Delivery {
  taps = new Map(); // every tap not yet in Python's data, by id, in order
  cells = new Map(); // the last of them in each cell
  others = []; // waiting here, tapped by somebody else
  looked = false; // into the outbox: before that nobody knows what waits
  skew = 0; // what the browser's clock lacks, in milliseconds
  delay = 0;
  sends = 0;
  head = 0;
  wanted = 0; // how many entries Python was last asked to hand over

  now() {
    return Date.now() + this.skew;
  }

  /** The server said its time somewhere between `sent` and `received`: what is held stands while it can be true. */
  setClock(server, sent, received, likely = (sent + received) / 2) {
    if (this.skew > server - received - CLOCK_SLACK && this.skew < server - sent + CLOCK_SLACK) return;
    this.skew = Math.round((server - likely) / 1000) * 1000;
  }

  inState(...states) {
    return [...this.taps.values()].filter((one) => states.includes(one.state));
  }

  waiting() {
    return this.inState("storing", "waiting");
  }

  hold(one) {
    this.taps.set(one.id, one);
    if (one.cell) this.cells.set(one.cell, one);
  }

  /** Take a tap: on the sheet at once, then at once into the outbox and on its way: its id makes it arrive once. */
  enter(tap, cell, taken) {
    const order = Date.now(),
      typed = this.now(),
      { trial, dose, recorder } = this.data;
    Object.assign(tap, { tapped_at: new Date(order).toISOString(), skew_seconds: this.skew / 1000 });
    const one = {
      id: tap.id,
      order,
      trial,
      dose,
      recorder,
      cell,
      typed,
      taken: taken ?? typed,
      tap,
      state: "storing",
    };
    const before = cell && this.cells.get(cell);
    if (before?.state === "refused") this.discard(before);
    this.hold(one);
    this.paint();
    outbox
      .write((store) => store.put(one))
      .then(
        () => {
          if (one.state !== "storing") return; // the server was faster
          one.state = "waiting";
          this.paint();
        },
        () => {
          this.problem = CANNOT_KEEP;
          this.paint();
        },
      );
    if (!this.missedAt || !this.polling) queueMicrotask(() => this.pump()); // a whole block goes in one delivery; without a server the next look that is answered sends it
  }

  forget(one) {
    this.taps.delete(one.id);
    if (this.cells.get(one.cell) === one) this.cells.delete(one.cell);
  }

  discard(one) {
    this.forget(one);
    outbox.write((store) => store.delete(one.id)).catch(() => {});
  }

  /** What this browser still holds of this dose: from before a reload or a crash, or from a tab that was closed. */
  async restore() {
    const all = await outbox.all().catch(() => {
      this.problem = CANNOT_KEEP;
      return [];
    });
    const here = all.filter((one) => one.trial === this.data.trial && one.dose === this.data.dose);
    const others = here.filter((one) => one.recorder !== this.data.recorder);
    const found = here.filter((one) => one.recorder === this.data.recorder && !this.taps.has(one.id));
    this.others = others;
    for (const one of found)
      this.hold({ ...one, refusal: refusalOf(one), state: refusalOf(one) ? "refused" : "waiting", isRestored: true });
    this.looked = true;
    this.paint();
    this.pump();
  }

  /** Send again what was refused, as it was tapped: what stood against it may have been put right. */
  retry() {
    for (const one of this.inState("refused")) one.state = "waiting";
    this.paint();
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
    const said = await request(path, this.token ?? this.data.token, body).finally(() => clearTimeout(slow));
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
      const { acknowledged, refused, entries } = said,
        kept = due.filter((one) => acknowledged.includes(one.id));
      for (const one of kept) Object.assign(one, { state: "saved", entries });
      for (const one of due) if (refused[one.id]) Object.assign(one, { state: "refused", refusal: refused[one.id] });
      if (kept.length) this.savedAt = this.now();
      this.saved = (this.saved ?? 0) + kept.length;
      this.moved(entries, kept.filter((one) => !one.isRestored).length);
      if (kept.some((one) => !one.cell)) this.rerun(entries); // the page shows events and words too
      this.askRemarks();
      outbox.settle(due, said).catch(() => {});
    } catch (error) {
      this.missed(error);
    }
    this.sending = false;
    this.paint();
    if (this.waiting().length) this.again = setTimeout(() => this.pump(), this.delay);
  }

  async poll() {
    if (document.hidden || this.polled || this.sending) return;
    this.polled = true;
    const sends = this.sends; // a head asked for before a delivery may have seen our own: the receipt tells
    const heard = ({ entries }) => sends === this.sends && this.moved(entries, 0);
    await this.ask(`head?trial=${encodeURIComponent(this.data.trial)}`)
      .then(heard)
      .catch((error) => this.missed(error));
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
      const said = await this.ask(`remarks?trial=${encodeURIComponent(trial)}&dose=${dose}`).catch((error) =>
        this.missed(error),
      );
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
    if (error.sentence) {
      this.problem = error.sentence;
      return;
    }
    this.missedAt ??= Date.now();
    setTimeout(
      () => {
        if (this.missedAt) this.goAway();
      },
      Math.max(0, this.missedAt + AWAY_AFTER - Date.now()),
    );
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
    const focus = this.root.activeElement,
      { top } = this.host.getBoundingClientRect();
    place.append(this.host);
    if (scroller) scroller.scrollTop += this.host.getBoundingClientRect().top - top;
    focus?.focus({ preventScroll: true });
  }
}

/** On every screen: what this browser still holds goes out, whichever trial it is of; what cannot go is said.
 *  An open sheet delivers and shows its own, so its trial is left to it. To send a tap twice does no harm. */
export const drain = background(({ parentElement, data, repeat }) => {
  const lines = h("div", { class: "itb-outbox", role: "status" });
  parentElement.replaceChildren(lines);
  let { token } = data;
  let problem = ""; // why the server takes nothing now: a role that is gone, a sign-in that is over
  let busy = false;

  /** What this browser holds, by trial, without the one whose sheet is open. */
  const look = async () => {
    const opened = location.pathname.endsWith("/record") && new URLSearchParams(location.search).get("trial");
    const held = await outbox.all().catch(() => []);
    return Map.groupBy(
      held.filter((one) => one.trial !== opened),
      (one) => one.trial,
    );
  };

  const send = async (trial, taps) => {
    const said = await request("taps", token, { trial, recorder: data.recorder, taps: taps.map((one) => one.tap) });
    problem = "";
    token = said.token ?? token;
    await outbox.settle(taps, said);
  };

  const isForeign = (one) => one.recorder !== data.recorder;
  const say = (trials) => {
    const told = [...trials].map(([trial, taps]) => {
      const refused = taps.filter(refusalOf).length,
        others = taps.filter(isForeign).length;
      const counts = [
        [refused, "not saved"],
        [others, "tapped by another person"],
        [taps.length - refused - others, "waiting for the server"],
      ];
      const what = counts
        .filter(([n]) => n > 0)
        .map(([n, where]) => `${plural(n, "value")} ${where}`)
        .join(", ");
      const there = h("a", { href: `/record?trial=${encodeURIComponent(trial)}` }, "Open that bedside");
      return h("p", {}, `This device still holds ${what}. ${problem} `, there);
    });
    lines.replaceChildren(...told);
    placeOf(parentElement).style.display = told.length ? "" : "none";
  };

  const round = async () => {
    if (busy) return;
    busy = true;
    for (const [trial, taps] of await look()) {
      const due = taps.filter((one) => !isForeign(one) && !refusalOf(one)).slice(0, 100);
      // without a server the next round tries again
      if (due.length)
        await send(trial, due).catch((error) => {
          problem = error.sentence ?? problem;
        });
    }
    say(await look());
    busy = false;
  };
  round();
  repeat(round, DRAIN_EVERY);
});
