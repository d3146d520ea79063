// What Python hands to the sheet (data.py, blocks.py), what the outbox stores, and what the server answers.
// Moments are milliseconds since 1970. A field's key is "scale|item" or "goal|id|voice"; a cell's is "slot|" and that.

declare const SHEET_STYLE: string;
/** What Python puts before the service worker. */
declare const SHELL: string, SHELL_FILES: string[], SIGN_OUT: string;

interface Level { token: string; label: string; rank: number }

interface Field {
  scale: string; item: string; label: string; short: string; name: string; kind: "grade" | "choice" | "yes_no" | "number";
  side: string; better: "lower" | "higher" | "neither"; method: boolean; names?: boolean; note: string; reasons: string[];
  levels: Level[]; shaded?: boolean; skips?: Record<string, string[]>; boxes?: string[]; pair?: string;
  unit: string; hard: [number, number]; soft: [number, number] | null; whole: boolean; beyond: string;
  ends?: [string, string]; window?: string;
  goal?: string; voice?: string; baseline?: string;
}

interface Slot {
  key: string; name: string; label: string; title: string; says: string; planned: string[];
  due: number; from: number; to: number;
}

interface Row {
  label: string; note: string; fields: string[]; slots: string[]; more: string[];
  methods: string[]; whole?: string; stopwatch?: boolean;
}

type Named = [key: string, name: string];

interface Block {
  key: string; layout: "fields" | "sides" | "walk" | "goals" | "events"; title: string; hint: string; rest: boolean;
  rows: Row[]; levels: Named[] | null; voice: Named;
  question: string; kinds: Named[]; severities: Named[]; causes: Named[]; marks: Named[]; signs: Named[];
}

interface Reading {
  id: string; value: string | null; status: string; note: string; taken: number; typed: number; by: string;
  mine: boolean; two: boolean; skewed: boolean; unusual: boolean; struck: [text: string, why: string][];
}

/** What a cell shows: a reading, a tap on its way, or nothing. */
interface Cell extends Partial<Omit<Reading, "value" | "status">> {
  value?: any; status?: any; empty?: boolean; state?: State; readings?: Reading[]; key?: string; slot?: string;
  taken?: any; typed?: any;
}

interface SheetData {
  trial: string; dose: number; recorder: string; token: string; at: number; entries: number; zone: string;
  t0: number | null; ended: number | null; unbiased: boolean; me: string; people: string[]; checks: string[]; person: [string, string][];
  slots: Slot[]; blocks: Block[]; fields: Record<string, Field>; shared: any[]; asked: number[]; askedOnce: boolean; events: string[];
  reasons: Record<any, { words: string; narrow: string; found: boolean }>;
  values: Record<string, Reading[]>; remarks: Record<string, string[]>; said: [slot: string, by: string, text: string][];
}

/** A tap as it is sent. */
interface Tap {
  id: string; kind: string; dose: number; slot: string; replaces?: string; reason?: string; taken?: string; taken_typed_at?: string;
  tapped_at?: string; skew_seconds?: number; value?: any; status?: any; note?: string; unusual?: boolean;
  by?: string; words?: string; event?: any;
}

type State = "storing" | "waiting" | "saved" | "refused";

interface Refusal { code?: string; field?: string; allows: string; sentence: string }

/** A tap as the outbox stores it. */
interface Queued {
  id: string; order: number; trial: string; dose: number; recorder: string; cell: string | null; tap: Tap; state: State;
  typed: number; taken: number; refusal?: Refusal; entries?: any; isRestored?: boolean;
}

/** What the server answers: to taps, to a question for the head, and for remarks. */
interface Answer {
  token?: string; at: number; entries: number; acknowledged: string[]; refused: Record<string, Refusal>;
  remarks: Record<string, string[]>; problem?: string;
}

/** What Delivery tells the page. */
interface DeliveryEvents {
  /** A tap was taken, stored, acknowledged or refused. */
  changed(): void;
  /** The head was asked for, and answered or not. */
  asked(): void;
  /** There are entries that Python has not handed over. */
  moved(entries: number): void;
  remarked(remarks: Record<string, string[]>): void;
  /** No answer for AWAY_AFTER. */
  silent(): void;
  answered(): void;
}

/** What shares one "Could not" and one line of words. */
interface Unit {
  block: string; keys: string[]; reasonKeys: string[]; drawn: string[]; el: any;
  panel: HTMLElement; question: HTMLElement; st: HTMLElement; was: HTMLElement;
  base?: HTMLElement; last?: HTMLElement; why?: HTMLElement;
  ask(content: any, buttons?: any[]): void;
  close(): void;
  paintMethods?(): void; paintWatch?(): void; reveal?(key: string): void;
}

/** One of the person's own taps, and what it replaced. */
interface Step { key: string; tap: Tap; before: Cell | null; typed: number }

/** What cannot be recorded yet: a change of a cell, or the time typed for a set. */
interface Draft { cell: string; typed: number; change?: any; text?: any; id?: any; owner?: string }

/** A time as it was typed, and when; what it means, or why that is not clear. */
interface Typed { text: string; typed: number; at?: any; problem?: string }

interface Watch { from: number; splits: string[] }

type GridCell = HTMLTableCellElement & { key: string; at: Slot };

interface Delivery { data: SheetData; missedAt?: number | null; rerunAt: number; problem?: string | null; savedAt: number; token: string }

interface Place { page: HTMLElement; layer?: any }

interface Outbox { opened?: Promise<IDBDatabase>; name: string }

/** What the classes of the sheet share; each names what it uses of those that are built on it. */
interface Cells {
  data: SheetData; delivery: Delivery; open: string;
  assessors: Record<string, string>; units: Unit[]; controls: Map<string, any>; gridRows: GridCell[][];
  gridAt?: string; history: Step[]; undone: any[]; moreVoices?: boolean; format?: Intl.DateTimeFormat;
  tabs: HTMLElement; foot: HTMLElement; status: HTMLElement; needServer: HTMLElement; grid: HTMLElement; timer: HTMLElement;
  isKept?: boolean; keptAt?: number; shape?: string; ticking?: any; dueBefore?: string; trigger(name: string, entries: number): void;
  drawGrid(columns: Slot[]): void; goToSlot(slot: string): void; goToCell(cell: GridCell): void; goNext(): void; typeOn(typed: HTMLInputElement): void;
  focusOn(control?: HTMLElement, options?: FocusOptions): boolean; keyInGrid(event: KeyboardEvent): void;
  openSlot(key: string): void; newTap(kind: string): Tap; typedSet(): Partial<Tap>; undo(): void; redo(): void; undoable(): Step | null;
  redoable(): any; next: HTMLElement; where: HTMLElement; isGridOpen?: boolean; paintTaken(): void; drafts: Drafts; taken: { echo: HTMLElement; typed: HTMLInputElement; asTapped: HTMLElement };
  setTaken(text: string): void; goToDraft(slot: string, key: string): void;
  draftQuestion(unit: Unit, key: string, change: Partial<Tap>): any;
  record(unit: Unit, key: string, change: Partial<Tap>, how?: { reason?: string; both?: boolean }): void;
  number(unit: Unit, key: string, input: HTMLInputElement, note?: string): void;
  askReason(unit: Unit, keys: string[], note?: string): void;
  askChoice(unit: Unit, key: string, reading: Reading): void;
  wordsKept: HTMLElement; wordsBefore: HTMLElement; eventsKept: HTMLElement; asked: HTMLElement; askedButton: HTMLElement;
}
