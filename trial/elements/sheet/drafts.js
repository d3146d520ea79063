// What was typed or tapped and cannot be recorded yet: an unusual value, a change without its reason, a time that is
// not clear. It waits in this browser until it is settled: neither another slot nor a reload loses it.

const stored = new Outbox("itb-drafts");

class Drafts {
  /** By cell, "slot|field"; under "slot|" the time that was typed for that set. @type {Map<string, any>} */
  all = new Map();
  owner = ""; // recorder, trial and dose

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** Take up what this person left here, at this dose. */
  async restore({ trial, dose, recorder }) {
    this.owner = [recorder, trial, dose].join("|");
    const records = await stored.all().catch(() => []);
    for (const record of records) {
      if (record.owner === this.owner && !this.all.has(record.cell)) this.all.set(record.cell, record);
    }
    this.changed();
  }

  put(cell, draft) {
    const { owner } = this;
    const record = { ...draft, id: `${owner}|${cell}`, owner, cell, order: Date.now() };
    this.all.set(cell, record);
    stored.put(record).catch(() => {}); // the page still holds it
    this.changed();
  }

  drop(cell) {
    const draft = this.all.get(cell);
    if (!draft) return;
    this.all.delete(cell);
    stored.remove(draft).catch(() => {});
    this.changed();
  }

  /** What was typed or tapped in a slot and waits. @returns {Draft[]} */
  ofSlot(slot) {
    return [...this.all.values()].filter(({ cell, change }) => change && cell.startsWith(`${slot}|`));
  }
}
