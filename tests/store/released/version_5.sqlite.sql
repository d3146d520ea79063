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
CREATE INDEX entries_by_person ON entries ("by", at);
CREATE INDEX entries_by_time ON entries (at);
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
CREATE TRIGGER sealed_not_replaced BEFORE INSERT ON sealed WHEN EXISTS (SELECT 1 FROM sealed WHERE stream = NEW.stream AND seq = NEW.seq AND hash = NEW.hash) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
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
INSERT INTO about (name, value) VALUES ('version', '5');
INSERT INTO about (name, value) VALUES ('worklist of version 5', 'built');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('service', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"trial_opened","trial":"T-1"}', '0000000000000000000000000000000000000000000000000000000000000000', '19e6dbf8c6dd62857df863db49ccaf512d295b03f51daaed6c5eee9686962cfc');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('service', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"trial_opened","trial":"T-2"}', '19e6dbf8c6dd62857df863db49ccaf512d295b03f51daaed6c5eee9686962cfc', '15394887e2b277469ecd7827905f5a43615491d53b7601ec89cd5fafe82a387d');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('service', 3, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":3,"kind":"noted","what":"erased","trial":"T-2"}', '15394887e2b277469ecd7827905f5a43615491d53b7601ec89cd5fafe82a387d', '8664e8710013231148143713c247a0ed24b2155ec6b99f2aa8c3a674cecfd5e1');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('service', 4, '2026-11-18T12:00:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"signed_in"}', '8664e8710013231148143713c247a0ed24b2155ec6b99f2aa8c3a674cecfd5e1', 'f6858929ba17cc43fd3e572106c7ed356a5669c66686f6e2e1a618cf7788fddf');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-1', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"opened","trial":"T-1","person":{"identifier":"481ab44997713f9920a47cf719d76f1942c144bd3d79a28cb9e2af74e8c64cdc","name":"cae35db7609e3fbf1c67c37e27dbcbb69f4d63513a570d30ce09b5e57e03854c","notes":"d713ea75d5f4264c679ba1b9df320573c2eafb4bb20ad770f14c25a233fd0ece"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', '95f734d2886493872591a8bedf28aba6e8173acaca5a7600385025818d49bd38');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-1', 2, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"cb038fa13921b70f9423a9e0ca12f42e14177618e380bccac8581158df2a9b0d","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', '95f734d2886493872591a8bedf28aba6e8173acaca5a7600385025818d49bd38', 'd50b787655fb22fd47147cea8f2dbf257bc1261f0f1abea77f4cf5451dbd6b16');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-1', 3, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"0199576b9c183759e0d64da7c83dab15615220c99f63c16c342e46a1767966d2"}}', 'd50b787655fb22fd47147cea8f2dbf257bc1261f0f1abea77f4cf5451dbd6b16', 'e361b0dc5d6fed095c92b23b07805aa5ae38b4a706bd3ba6805ff3427a2aaed1');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-2', 1, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"opened","trial":"T-2","person":{"identifier":"ce2c4ba2141da5e99b2cabccefe74ddd8f117dcee7840f9a401de5634a876096","name":"5ed0d2bf155234ff8eeb5ba078ee3713398e602e36538f2ac62948760d91de24","notes":"6bde08a0567da1a2f8806d44c32ac02b84ee4bc2fb41ac68150d4438a697d348"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', '25d5ee54778ac008b6507d971e0b74afda314dbf1c131ac0243444dc8998f2f7');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-2', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"828b3671719db6c86ee9e7595563282a0103403a798acdc0f7983c2fcd251d67","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', '25d5ee54778ac008b6507d971e0b74afda314dbf1c131ac0243444dc8998f2f7', '4f69c1cb54fe260505fe8addf8c29921f2c26853771e32c52afa56816d7f356e');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-2', 3, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"80b198fb01e5097ac2491a20a27ac64603acbf40109ba5da6f4d33d38f1f526e"}}', '4f69c1cb54fe260505fe8addf8c29921f2c26853771e32c52afa56816d7f356e', 'd421e8fc7443be1d7369e4d171ec562ca404acc0ba7233e33146d52297e62658');
INSERT INTO entries (stream, seq, at, "by", payload, previous, hash) VALUES ('trial/T-2', 4, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":3,"kind":"erased","reason":"ten years"}', 'd421e8fc7443be1d7369e4d171ec562ca404acc0ba7233e33146d52297e62658', 'a6ba357338b63a343fbbced4d09eed1dad4b91d5f88cef30c66ddcfe578679e7');
INSERT INTO heads (stream, seq, hash) VALUES ('service', 4, 'f6858929ba17cc43fd3e572106c7ed356a5669c66686f6e2e1a618cf7788fddf');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-1', 3, 'e361b0dc5d6fed095c92b23b07805aa5ae38b4a706bd3ba6805ff3427a2aaed1');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-2', 4, 'a6ba357338b63a343fbbced4d09eed1dad4b91d5f88cef30c66ddcfe578679e7');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '481ab44997713f9920a47cf719d76f1942c144bd3d79a28cb9e2af74e8c64cdc', '08a8f23a6698cc142f019d816521311e', 'RX1');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'cae35db7609e3fbf1c67c37e27dbcbb69f4d63513a570d30ce09b5e57e03854c', '450d3c51fb5be68b9a74be4d252e24ed', 'Zoë O''Brien');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'd713ea75d5f4264c679ba1b9df320573c2eafb4bb20ad770f14c25a233fd0ece', 'd7839789fb002dcbd17ab9851f01ab8f', '100 % sure; two lines
of it');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 2, 'cb038fa13921b70f9423a9e0ca12f42e14177618e380bccac8581158df2a9b0d', '2b558b5ed86796309d764585d676bbe0', 'lumbar_puncture');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 3, '0199576b9c183759e0d64da7c83dab15615220c99f63c16c342e46a1767966d2', '728cf5fedd06cfe6d41a99de2d49d9cd', 'cried out');
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
