// Values that the server has not acknowledged, stored in this browser with strict durability: one record a tap, by id.
// A record holds trial, dose, slot, item, value, times and an opaque recorder id; no name of a patient.

/** The result of a request or the end of a transaction of IndexedDB, as a promise. */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = request.oncomplete = () => resolve(request.result);
    request.onerror = request.onabort = () => reject(request.error);
  });

/** Why a stored tap was refused: {code, field, allows, sentence}. One of an older version has its sentence alone. */
const refusalOf = (record) => record.refusal ?? (record.sentence && { sentence: record.sentence, allows: "" });

/** One store of this browser, by its name. */
class Outbox {
  constructor(name) {
    this.name = name;
  }

  /** The database, opened once. Where a browser forbids it, each of the methods below rejects. */
  database() {
    if (!this.opened) {
      const opening = indexedDB.open(this.name, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("taps", { keyPath: "id" });
      this.opened = settled(opening);
    }
    return this.opened;
  }

  /** @param {IDBTransactionDurability} durability */
  async change(act, durability = "strict") {
    const transaction = (await this.database()).transaction("taps", "readwrite", { durability });
    act(transaction.objectStore("taps"));
    await settled(transaction);
  }

  put(...records) {
    return this.change((store) => records.forEach((record) => void store.put(record)));
  }

  remove({ id }) {
    return this.change((store) => store.delete(id));
  }

  /** Every record of this browser, whoever tapped it, in the order of tapping. */
  async all() {
    const database = await this.database();
    const records = await settled(database.transaction("taps").objectStore("taps").getAll());
    return records.sort((a, b) => a.order - b.order);
  }

  /** Delete what the server acknowledged of what was sent (a crash may bring it back), and note why it refused. */
  settle(sent, { acknowledged, refused }) {
    const settleEach = (store) => {
      for (const record of sent) {
        if (acknowledged.includes(record.id)) store.delete(record.id);
        else if (refused[record.id]) store.put({ ...record, refusal: refused[record.id] });
      }
    };
    return this.change(settleEach, Object.keys(refused).length ? "strict" : "relaxed");
  }
}

const outbox = new Outbox("itb-outbox");
