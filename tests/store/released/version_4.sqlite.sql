CREATE TABLE entries (
	stream TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (stream, seq)
)
 WITHOUT ROWID;
CREATE INDEX entries_by_time ON entries (at);
CREATE INDEX entries_by_person ON entries ("by", at);
CREATE TRIGGER entries_at_the_end BEFORE INSERT ON entries WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries WHERE stream = NEW.stream) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entries_not_updated BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entries_not_deleted BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TABLE heads (
	stream TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (stream)
)
 WITHOUT ROWID;
CREATE TRIGGER heads_not_replaced BEFORE INSERT ON heads WHEN EXISTS (SELECT 1 FROM heads WHERE stream = NEW.stream) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER heads_move_on BEFORE UPDATE ON heads WHEN NEW.seq <= OLD.seq OR NEW.stream <> OLD.stream BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER heads_not_deleted BEFORE DELETE ON heads BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TABLE sealed (
	stream TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	salt TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (stream, seq, hash)
)
 WITHOUT ROWID;
CREATE TRIGGER sealed_not_replaced BEFORE INSERT ON sealed WHEN EXISTS (SELECT 1 FROM sealed WHERE stream = NEW.stream AND hash = NEW.hash) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER sealed_not_updated BEFORE UPDATE ON sealed BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TABLE worklist (
	trial TEXT NOT NULL, 
	identifier TEXT NOT NULL, 
	name TEXT NOT NULL, 
	state TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	dose_number INTEGER, 
	micrograms TEXT NOT NULL, 
	given_at TEXT, 
	next_slot TEXT NOT NULL, 
	next_due_at TEXT, 
	changed_at TEXT NOT NULL, 
	day_ends_at TEXT, 
	bed TEXT DEFAULT '' NOT NULL, 
	slots_to_come TEXT DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (trial)
);
CREATE INDEX worklist_by_end ON worklist (day_ends_at);
CREATE INDEX worklist_by_trial ON worklist (state, trial);
CREATE INDEX worklist_by_change ON worklist (changed_at, trial);
CREATE INDEX worklist_by_state ON worklist (state, changed_at, trial);
CREATE TABLE words (
	word TEXT NOT NULL, 
	trial TEXT NOT NULL, 
	PRIMARY KEY (word, trial)
)
 WITHOUT ROWID;
CREATE INDEX words_by_trial ON words (trial);
CREATE TABLE about (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO about (name, value) VALUES ('version', '4');
INSERT INTO about (name, value) VALUES ('worklist of version 4', 'built');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('service', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"trial_opened","trial":"T-1"}', '0000000000000000000000000000000000000000000000000000000000000000', '19e6dbf8c6dd62857df863db49ccaf512d295b03f51daaed6c5eee9686962cfc');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('service', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"trial_opened","trial":"T-2"}', '19e6dbf8c6dd62857df863db49ccaf512d295b03f51daaed6c5eee9686962cfc', '15394887e2b277469ecd7827905f5a43615491d53b7601ec89cd5fafe82a387d');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('service', 3, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":3,"kind":"noted","what":"erased","trial":"T-2"}', '15394887e2b277469ecd7827905f5a43615491d53b7601ec89cd5fafe82a387d', '8664e8710013231148143713c247a0ed24b2155ec6b99f2aa8c3a674cecfd5e1');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('service', 4, '2026-11-18T12:00:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"signed_in"}', '8664e8710013231148143713c247a0ed24b2155ec6b99f2aa8c3a674cecfd5e1', 'f6858929ba17cc43fd3e572106c7ed356a5669c66686f6e2e1a618cf7788fddf');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-1', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"opened","trial":"T-1","person":{"identifier":"87afde671d8d43e831a5f61029d9063dd6270bd460d7807cde308cc7c1db4ed0","name":"bd57e79285af4ca9b45e8f35e05702d6d5c3d2054b3eda1ad5f98538cc38580e","notes":"31967afe0b981ee8e2ae382d12ea91257b6e71cd2f6d1c2198fb7acd49469591"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', 'c2f4e8044a76239bcbc9b6b55e1e627ce3b473a0aece53e8dfc4dd7860a85045');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-1', 2, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"140889399fabf9767a42cd4586d57e1df08c889c2be8079a88640489a88f8b0a","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', 'c2f4e8044a76239bcbc9b6b55e1e627ce3b473a0aece53e8dfc4dd7860a85045', '4bc65846d91257f14f10deada9c0c5366304a267044a4dd21fe39b580253de03');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-1', 3, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"89e6714d090eadf15c9623b1e6ef52d85f0719783cf01205654bb7f042d4bbee"}}', '4bc65846d91257f14f10deada9c0c5366304a267044a4dd21fe39b580253de03', 'b9463399587dfcf6d228964e1c10716f1481eef45974635c41e179c42a9a4bc0');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-2', 1, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"opened","trial":"T-2","person":{"identifier":"fe94519f0de07c364363cc208308286d48779837b3e5ecac3e3e4d1ad99bd919","name":"a279c866c0d892b60e8b3e1fdd6fda88cb0462d4879000e55fecb47ee5edbad1","notes":"4dbe13b74cac8aed24e6be6008220e3acc7f2df46c269b8e230f9087055f1026"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', '693e600cb6085d07f63e6d9dcc36699797cfa3deb404037be19529b09c2b6f42');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-2', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"1e7479207e1f15fad9497da15a88329e291a5d2b7ae1f5ec80be9be3fedc6baf","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', '693e600cb6085d07f63e6d9dcc36699797cfa3deb404037be19529b09c2b6f42', 'c720b8a912c462703702ba2f9b36550d82bc4d1de70e2f00bb3c0683e60ee5e6');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-2', 3, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"7ffb5f2fcfa8a8a4fe460d62d7bc045e75d905ea1072c1ec7e288e279fdaeec3"}}', 'c720b8a912c462703702ba2f9b36550d82bc4d1de70e2f00bb3c0683e60ee5e6', '094c8296ed86d5c9a936fa31bcd470e6c508798edf23c55f6a1a57beb286c2de');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-2', 4, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":3,"kind":"erased","reason":"ten years"}', '094c8296ed86d5c9a936fa31bcd470e6c508798edf23c55f6a1a57beb286c2de', 'f322a994c8705f8eb462d0f06d7ca79811f4ae105875f3b7c8fa17c9fa141063');
INSERT INTO heads (stream, seq, hash) VALUES ('service', 4, 'f6858929ba17cc43fd3e572106c7ed356a5669c66686f6e2e1a618cf7788fddf');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-1', 3, 'b9463399587dfcf6d228964e1c10716f1481eef45974635c41e179c42a9a4bc0');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-2', 4, 'f322a994c8705f8eb462d0f06d7ca79811f4ae105875f3b7c8fa17c9fa141063');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '31967afe0b981ee8e2ae382d12ea91257b6e71cd2f6d1c2198fb7acd49469591', 'bad8f24829661c15d58e2ecd600190a4', '100 % sure; two lines
of it');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '87afde671d8d43e831a5f61029d9063dd6270bd460d7807cde308cc7c1db4ed0', '1c1ef205748f36180340d6dd8bb44550', 'RX1');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'bd57e79285af4ca9b45e8f35e05702d6d5c3d2054b3eda1ad5f98538cc38580e', '6c41dd14e20c11ec4fb15af4f7237b81', 'Zoë O''Brien');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 2, '140889399fabf9767a42cd4586d57e1df08c889c2be8079a88640489a88f8b0a', 'feb0a93d86fb966b3de44f1ae97ed3e9', 'lumbar_puncture');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 3, '89e6714d090eadf15c9623b1e6ef52d85f0719783cf01205654bb7f042d4bbee', '6f5cdc2b961511ef77eb89a43b0c78d6', 'cried out');
INSERT INTO words (word, trial) VALUES ('1', 'T-1');
INSERT INTO words (word, trial) VALUES ('2', 'T-2');
INSERT INTO words (word, trial) VALUES ('brien', 'T-1');
INSERT INTO words (word, trial) VALUES ('erased', 'T-2');
INSERT INTO words (word, trial) VALUES ('o', 'T-1');
INSERT INTO words (word, trial) VALUES ('rx1', 'T-1');
INSERT INTO words (word, trial) VALUES ('t', 'T-1');
INSERT INTO words (word, trial) VALUES ('t', 'T-2');
INSERT INTO words (word, trial) VALUES ('zoe', 'T-1');
INSERT INTO worklist (trial, identifier, name, state, outcome, dose_number, micrograms, given_at, next_slot, next_due_at, changed_at, day_ends_at, bed, slots_to_come) VALUES ('T-1', 'RX1', 'Zoë O''Brien', 'in_progress', '', 1, '50', '2026-11-18T12:00:00+00:00', '+2h', '2026-11-18T14:00:00+00:00', '2026-11-18T12:01:00.000000+00:00', '2026-11-19T12:30:00.000000+00:00', '', '[["+2h", "2026-11-18T14:00:00+00:00", "2026-11-18T14:30:00+00:00"], ["+3h", "2026-11-18T15:00:00+00:00", "2026-11-18T15:30:00+00:00"], ["+4h", "2026-11-18T16:00:00+00:00", "2026-11-18T16:30:00+00:00"], ["+5h", "2026-11-18T17:00:00+00:00", "2026-11-18T17:30:00+00:00"], ["+6h", "2026-11-18T18:00:00+00:00", "2026-11-18T18:30:00+00:00"], ["+7h", "2026-11-18T19:00:00+00:00", "2026-11-18T19:30:00+00:00"], ["+8h", "2026-11-18T20:00:00+00:00", "2026-11-18T20:30:00+00:00"], ["+24h", "2026-11-19T12:00:00+00:00", "2026-11-19T12:30:00+00:00"]]');
INSERT INTO worklist (trial, identifier, name, state, outcome, dose_number, micrograms, given_at, next_slot, next_due_at, changed_at, day_ends_at, bed, slots_to_come) VALUES ('T-2', '(erased)', '', 'in_progress', '', 1, '50', '2026-11-18T12:00:00+00:00', '+2h', '2026-11-18T14:00:00+00:00', '2026-11-18T13:00:00.000000+00:00', '2026-11-19T12:30:00.000000+00:00', '', '[["+2h", "2026-11-18T14:00:00+00:00", "2026-11-18T14:30:00+00:00"], ["+3h", "2026-11-18T15:00:00+00:00", "2026-11-18T15:30:00+00:00"], ["+4h", "2026-11-18T16:00:00+00:00", "2026-11-18T16:30:00+00:00"], ["+5h", "2026-11-18T17:00:00+00:00", "2026-11-18T17:30:00+00:00"], ["+6h", "2026-11-18T18:00:00+00:00", "2026-11-18T18:30:00+00:00"], ["+7h", "2026-11-18T19:00:00+00:00", "2026-11-18T19:30:00+00:00"], ["+8h", "2026-11-18T20:00:00+00:00", "2026-11-18T20:30:00+00:00"], ["+24h", "2026-11-19T12:00:00+00:00", "2026-11-19T12:30:00+00:00"]]');
