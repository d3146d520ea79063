// Nothing tapped is lost: stored in the outbox at once, and sent until the server has acknowledged or refused it.

const POLL = 2500; // milliseconds between questions for the head: what others enter shows within five seconds
const CLOCK_SLACK = 2000; // milliseconds
const REST = 800; // milliseconds without a tap before the remarks are asked for
const RERUN_AGAIN = 6000;
const AWAY_AFTER = 3000; // without an answer, before the sheet says that it works alone
const AT_ONCE = 100; // taps in one delivery
const CANNOT_STORE = "This browser cannot keep values: wait until each is saved before you close the page.";

/** The server's answer as JSON. Throws an error with its `sentence` where it refuses the whole request. */
async function request(path, token, body) {
  const answer = await fetch(`/${path}`, {
    method: body ? "POST" : "GET",
    cache: "no-store",
    signal: AbortSignal.timeout(8000),
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const content = await answer.json();
  if (!answer.ok) throw Object.assign(new Error("refused"), { sentence: content.problem });
  return content;
}

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

class Delivery {
  taps = new Map(); // every tap that Python's data does not hold yet, by id, in order
  latest = new Map(); // the last of them for each cell
  others = []; // waiting in this browser, tapped by somebody else
  isRestored = false; // before the outbox has been read, nobody knows what waits
  skew = 0; // milliseconds to add to the browser's clock
  delay = 0; // milliseconds before the next attempt
  sends = 0; // deliveries begun
  head = 0; // the last entry that this page knows of
  wanted = 0; // the entry up to which Python was last asked to hand over
  savedCount = 0;
  look = () => {
    this.poll();
    this.restore();
  };

  /** @param {DeliveryEvents} on what the page does when something here changes */
  constructor(on) {
    this.on = on;
  }

  /** Take what Python hands over: a new pass, and entries that make the taps they came from superfluous. */
  update(data) {
    Object.assign(this, { data, token: data.token, head: Math.max(this.head, data.entries) });
    for (const record of this.taps.values()) {
      if (record.state === "saved" && record.entries <= data.entries) this.forget(record);
    }
  }

  start() {
    this.polling ??= setInterval(this.look, POLL);
    document.addEventListener("visibilitychange", this.look); // a tablet that slept asks at once
  }

  /** Stop asking what others enter; what waits is delivered all the same. */
  stop() {
    clearInterval(this.polling);
    this.polling = null;
    document.removeEventListener("visibilitychange", this.look);
  }

  /** The time by the server's clock. */
  now() {
    return Date.now() + this.skew;
  }

  /** The server's clock showed `server` between `sent` and `received`: the skew is kept while it can be true. */
  setClock(server, sent, received, likely = (sent + received) / 2) {
    if (this.skew > server - received - CLOCK_SLACK && this.skew < server - sent + CLOCK_SLACK) return;
    this.skew = Math.round((server - likely) / 1000) * 1000;
  }

  inState(...states) {
    return [...this.taps.values()].filter((record) => states.includes(record.state));
  }

  undelivered() {
    return this.inState("storing", "waiting");
  }

  add(record) {
    this.taps.set(record.id, record);
    if (record.cell) this.latest.set(record.cell, record);
  }

  forget(record) {
    this.taps.delete(record.id);
    if (this.latest.get(record.cell) === record) this.latest.delete(record.cell);
  }

  discard(record) {
    this.forget(record);
    outbox.remove(record).catch(() => {});
  }

  /** Take a tap: shown at once, stored at once and sent at once. Its id makes it arrive once. */
  enter(tap, cell, taken) {
    const order = Date.now();
    const typed = this.now();
    const { trial, dose, recorder } = this.data;
    Object.assign(tap, { tapped_at: new Date(order).toISOString(), skew_seconds: this.skew / 1000 });
    const record = {
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
    const before = this.latest.get(cell);
    if (before?.state === "refused") this.discard(before);
    this.add(record);
    this.on.changed();
    this.store(record);
    // All taps of this turn go in one delivery. Without a server the next question that is answered sends them.
    if (!this.missedAt || !this.polling) queueMicrotask(() => this.send());
  }

  async store(record) {
    try {
      await outbox.put(record);
      if (record.state !== "storing") return; // the server was faster
      record.state = "waiting";
    } catch {
      this.problem = CANNOT_STORE;
    }
    this.on.changed();
  }

  /** Take up what this browser still holds of this dose: from before a reload, a crash or the closing of a tab. */
  async restore() {
    const { trial, dose, recorder } = this.data;
    const stored = await outbox.all().catch(() => {
      this.problem = CANNOT_STORE;
      return [];
    });
    const here = stored.filter((record) => record.trial === trial && record.dose === dose);
    this.others = here.filter((record) => record.recorder !== recorder);
    for (const record of here) {
      if (record.recorder !== recorder || this.taps.has(record.id)) continue;
      const refusal = refusalOf(record);
      this.add({ ...record, refusal, state: refusal ? "refused" : "waiting", isRestored: true });
    }
    this.isRestored = true;
    this.on.changed();
    if (this.delay === 0 || !this.polling) this.send(); // else the next question that is answered sends them
  }

  /** Send again what was refused, as it was tapped: the reason may have gone. */
  retry() {
    for (const record of this.inState("refused")) record.state = "waiting";
    this.on.changed();
    this.send();
  }

  /** Take over another person's taps, for whoever is signed in now and stands for them. */
  async adopt() {
    await outbox.put(...this.others.map((record) => ({ ...record, recorder: this.data.recorder })));
    await this.restore();
  }

  async ask(path, body) {
    const sent = Date.now();
    const slow = body && setTimeout(this.on.silent, AWAY_AFTER); // a connection that is open and does not answer
    const answer = await request(path, this.token, body).finally(() => clearTimeout(slow));
    this.token = answer.token ?? this.token;
    this.setClock(answer.at, sent, Date.now());
    Object.assign(this, { delay: 0, missedAt: null, problem: null });
    this.on.answered();
    return answer;
  }

  async send() {
    clearTimeout(this.again);
    const due = this.undelivered().slice(0, AT_ONCE);
    if (this.sending || !due.length) return;
    this.sending = true;
    this.sends += 1;
    const { trial, recorder } = this.data;
    try {
      this.receive(due, await this.ask("taps", { trial, recorder, taps: due.map((record) => record.tap) }));
    } catch (error) {
      this.missed(error);
    }
    this.sending = false;
    this.on.changed();
    if (this.undelivered().length) this.again = setTimeout(() => this.send(), this.delay);
  }

  /** What the server acknowledged and refused of one delivery. */
  receive(sent, answer) {
    const { acknowledged, refused, entries } = answer;
    const saved = sent.filter((record) => acknowledged.includes(record.id));
    for (const record of saved) Object.assign(record, { state: "saved", entries });
    for (const record of sent) {
      if (refused[record.id]) Object.assign(record, { state: "refused", refusal: refused[record.id] });
    }
    if (saved.length) this.savedAt = this.now();
    this.savedCount += saved.length;
    this.moved(entries, saved.filter((record) => !record.isRestored).length);
    if (saved.some((record) => !record.cell)) this.rerun(entries); // the page shows events and words too
    this.askRemarks();
    outbox.settle(sent, answer).catch(() => {});
  }

  async poll() {
    if (document.hidden || this.asking || this.sending) return;
    this.asking = true;
    const { sends } = this;
    try {
      const { entries } = await this.ask(`head?trial=${encodeURIComponent(this.data.trial)}`);
      // A head asked for before a delivery may include our own entries; the delivery's answer tells.
      if (sends === this.sends) this.moved(entries, 0);
    } catch (error) {
      this.missed(error);
    }
    this.asking = false;
    this.on.asked();
    if (!this.missedAt && this.delay === 0) this.send();
  }

  /** Ask, when the hand rests, what makes a value unlike the baseline's. */
  askRemarks() {
    clearTimeout(this.remarking);
    this.remarking = setTimeout(async () => {
      if (this.undelivered().length) return;
      const { trial, dose } = this.data;
      const path = `remarks?trial=${encodeURIComponent(trial)}&dose=${dose}`;
      const answer = await this.ask(path).catch((error) => this.missed(error));
      if (answer) this.on.remarked(answer.remarks);
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
    this.on.moved(entries);
  }

  missed(error) {
    this.delay = Math.min(15000, Math.max(2000, this.delay * 2));
    if (error.sentence) {
      this.problem = error.sentence;
      return;
    }
    this.missedAt ??= Date.now();
    setTimeout(() => this.missedAt && this.on.silent(), Math.max(0, this.missedAt + AWAY_AFTER - Date.now()));
  }
}
