CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE OR REPLACE FUNCTION only_at_the_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entries WHERE stream = NEW.stream) THEN RAISE EXCEPTION 'the ledger is append-only'; END IF; RETURN NEW; END $$;
CREATE TABLE entries (
	stream TEXT COLLATE "C" NOT NULL, 
	seq INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	by TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (stream, seq)
);
CREATE INDEX entries_by_person ON entries (by, at);
CREATE INDEX entries_by_time ON entries (at);
CREATE TRIGGER entries_at_the_end BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION only_at_the_end();
CREATE TRIGGER entries_not_changed BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER entries_not_truncated BEFORE TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TABLE heads (
	stream TEXT COLLATE "C" NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (stream)
);
CREATE TRIGGER heads_move_on BEFORE UPDATE ON heads FOR EACH ROW WHEN (NEW.seq <= OLD.seq OR NEW.stream <> OLD.stream) EXECUTE FUNCTION refuse();
CREATE TRIGGER heads_not_deleted BEFORE DELETE ON heads FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER heads_not_truncated BEFORE TRUNCATE ON heads FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TABLE sealed (
	stream TEXT COLLATE "C" NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT COLLATE "C" NOT NULL, 
	salt TEXT NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (stream, seq, hash)
);
CREATE TRIGGER sealed_not_updated BEFORE UPDATE ON sealed FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER sealed_not_truncated BEFORE TRUNCATE ON sealed FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TABLE worklist (
	trial TEXT COLLATE "C" NOT NULL, 
	identifier TEXT NOT NULL, 
	name TEXT NOT NULL, 
	state TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	dose_number INTEGER, 
	micrograms TEXT NOT NULL, 
	given_at TEXT, 
	next_slot TEXT NOT NULL, 
	next_due_at TEXT, 
	changed_at TEXT COLLATE "C" NOT NULL, 
	day_ends_at TEXT, 
	PRIMARY KEY (trial)
);
CREATE INDEX worklist_by_state ON worklist (state, changed_at, trial);
CREATE INDEX worklist_by_change ON worklist (changed_at, trial);
CREATE TABLE words (
	word TEXT COLLATE "C" NOT NULL, 
	trial TEXT COLLATE "C" NOT NULL, 
	PRIMARY KEY (word, trial)
);
CREATE INDEX words_by_trial ON words (trial);
CREATE TABLE about (
	name TEXT COLLATE "C" NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO about (name, value) VALUES ('version', '4');
INSERT INTO about (name, value) VALUES ('worklist of version 4', 'built');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"trial_opened","trial":"T-1"}', '0000000000000000000000000000000000000000000000000000000000000000', '19e6dbf8c6dd62857df863db49ccaf512d295b03f51daaed6c5eee9686962cfc');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"trial_opened","trial":"T-2"}', '19e6dbf8c6dd62857df863db49ccaf512d295b03f51daaed6c5eee9686962cfc', '15394887e2b277469ecd7827905f5a43615491d53b7601ec89cd5fafe82a387d');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 3, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":3,"kind":"noted","what":"erased","trial":"T-2"}', '15394887e2b277469ecd7827905f5a43615491d53b7601ec89cd5fafe82a387d', '8664e8710013231148143713c247a0ed24b2155ec6b99f2aa8c3a674cecfd5e1');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 4, '2026-11-18T12:00:00.000000+00:00', 'K Tan', '{"v":3,"kind":"noted","what":"signed_in"}', '8664e8710013231148143713c247a0ed24b2155ec6b99f2aa8c3a674cecfd5e1', 'f6858929ba17cc43fd3e572106c7ed356a5669c66686f6e2e1a618cf7788fddf');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"opened","trial":"T-1","person":{"identifier":"e907b6a15b37dfc0e3a6d0ff8c104778b77596af25a958bc28450aa2acf2fb1b","name":"bbb28f51be92b64553ff2b0d40bec9ee7b9dda3ea3d62c47f9a8f42ec93807c4","notes":"822f905261d607727e5222506c2055010bf3c538290d7a31f8d99903204ede46"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', 'bae46cbb98799d613ea4cb66c10259cc3f59352a90e0bcb30156c93086a9df6a');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 2, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"efabdcc16150813bda1562f599f66e57a9a332a68eefce55986b0eee244392c0","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', 'bae46cbb98799d613ea4cb66c10259cc3f59352a90e0bcb30156c93086a9df6a', '0c167b949a0703f34deaa774e15f8675c16c58d597337693a5bb4d5e4dfb7bb3');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 3, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":3,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"89577750a748bd9844ea7e157ef6bd3b1cf878df25d21dcecec3fc897c5ba9d8"}}', '0c167b949a0703f34deaa774e15f8675c16c58d597337693a5bb4d5e4dfb7bb3', '21d28c1f1793b92f4bf303d9af4f93f0bcd095d8d0b02075a480622c4f77037a');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 1, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"opened","trial":"T-2","person":{"identifier":"cf8cd2cdb2164ea86bc69bc9c1ab576f64a15bd9f22869e8d383b5b26c291bdd","name":"6d6565ad2c44ad6e3aca553c29182237195e4071d80ea34d56c549d23d524599","notes":"ad1567529faf53d5bad81da9eb2440fb7647bb8ddf8e7a559b256e1432a923d2"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', '590e877fded02202328152097855a03830fd68f7778a15d955c3093d115c34bc');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"be51e38d21828383a80ade309ba7674c72ff635335823637eed114df7fb56646","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', '590e877fded02202328152097855a03830fd68f7778a15d955c3093d115c34bc', 'fc90916051ead69c0c50163d78a98afec0edd7f9145e337c8c2d17c5a0aa4017');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 3, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":3,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"239ba9fd6de287c641b10ac2671d5792a818c1e3cf6082f87473b667cdeb234d"}}', 'fc90916051ead69c0c50163d78a98afec0edd7f9145e337c8c2d17c5a0aa4017', '725dc5abbf0cbe7385d43d24a5b7433cc2377c3a15fa2b3979380bed394552eb');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 4, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":3,"kind":"erased","reason":"ten years"}', '725dc5abbf0cbe7385d43d24a5b7433cc2377c3a15fa2b3979380bed394552eb', 'e9f92e31e299dde25a5d681178f61fa0da5be6f238e0d93f05930cce1a318959');
INSERT INTO heads (stream, seq, hash) VALUES ('service', 4, 'f6858929ba17cc43fd3e572106c7ed356a5669c66686f6e2e1a618cf7788fddf');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-1', 3, '21d28c1f1793b92f4bf303d9af4f93f0bcd095d8d0b02075a480622c4f77037a');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-2', 4, 'e9f92e31e299dde25a5d681178f61fa0da5be6f238e0d93f05930cce1a318959');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '822f905261d607727e5222506c2055010bf3c538290d7a31f8d99903204ede46', 'de6e004756668b169b33a5d9e8cbdd56', '100 % sure; two lines
of it');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'bbb28f51be92b64553ff2b0d40bec9ee7b9dda3ea3d62c47f9a8f42ec93807c4', 'e487b9269034a2f383b794bff13b682c', 'Zoë O''Brien');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'e907b6a15b37dfc0e3a6d0ff8c104778b77596af25a958bc28450aa2acf2fb1b', '584ecd38d50106f4fd131b7e985877e2', 'RX1');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 2, 'efabdcc16150813bda1562f599f66e57a9a332a68eefce55986b0eee244392c0', '3dec9ed958d29efd07ba76c27a2fae16', 'lumbar_puncture');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 3, '89577750a748bd9844ea7e157ef6bd3b1cf878df25d21dcecec3fc897c5ba9d8', '9af2405c87c8ff12635ec9abdc7335e6', 'cried out');
INSERT INTO words (word, trial) VALUES ('1', 'T-1');
INSERT INTO words (word, trial) VALUES ('2', 'T-2');
INSERT INTO words (word, trial) VALUES ('brien', 'T-1');
INSERT INTO words (word, trial) VALUES ('erased', 'T-2');
INSERT INTO words (word, trial) VALUES ('o', 'T-1');
INSERT INTO words (word, trial) VALUES ('rx1', 'T-1');
INSERT INTO words (word, trial) VALUES ('t', 'T-1');
INSERT INTO words (word, trial) VALUES ('t', 'T-2');
INSERT INTO words (word, trial) VALUES ('zoe', 'T-1');
INSERT INTO worklist (trial, identifier, name, state, outcome, dose_number, micrograms, given_at, next_slot, next_due_at, changed_at, day_ends_at) VALUES ('T-1', 'RX1', 'Zoë O''Brien', 'in_progress', '', 1, '50', '2026-11-18T12:00:00+00:00', '+2h', '2026-11-18T14:00:00+00:00', '2026-11-18T12:01:00.000000+00:00', '2026-11-19T12:30:00+00:00');
INSERT INTO worklist (trial, identifier, name, state, outcome, dose_number, micrograms, given_at, next_slot, next_due_at, changed_at, day_ends_at) VALUES ('T-2', '(erased)', '', 'in_progress', '', 1, '50', '2026-11-18T12:00:00+00:00', '+2h', '2026-11-18T14:00:00+00:00', '2026-11-18T13:00:00.000000+00:00', '2026-11-19T12:30:00+00:00');
