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
CREATE INDEX entries_by_time ON entries (at);
CREATE INDEX entries_by_person ON entries (by, at);
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
INSERT INTO about (name, value) VALUES ('version', '3');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":2,"kind":"noted","what":"trial_opened","trial":"T-1"}', '0000000000000000000000000000000000000000000000000000000000000000', 'f866f203a6a6c389d8217ae58f77ffacb9cfbd27491b69e217fc245636df7a5d');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":2,"kind":"noted","what":"trial_opened","trial":"T-2"}', 'f866f203a6a6c389d8217ae58f77ffacb9cfbd27491b69e217fc245636df7a5d', 'ce252bf626a8e04e9aa34559bf467b5997428f5da44a8f767c53db620075a886');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 3, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":2,"kind":"noted","what":"erased","trial":"T-2"}', 'ce252bf626a8e04e9aa34559bf467b5997428f5da44a8f767c53db620075a886', 'fa7a1503a9a18ce97217a06d27bcae90e451bf42b9eac011cadd143fcd1f04bb');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 4, '2026-11-18T12:00:00.000000+00:00', 'K Tan', '{"v":2,"kind":"noted","what":"signed_in"}', 'fa7a1503a9a18ce97217a06d27bcae90e451bf42b9eac011cadd143fcd1f04bb', '4805a11f7964cf1b1cd0cb47ccaec0db2b799fbe0ca43fcd0cbde85c956b65bb');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":2,"kind":"opened","trial":"T-1","person":{"identifier":"bb6bb9b9b7676129cc1a370e88c4091df507ab85be7476e02bf2fd0d59e75437","name":"eac17a9523e5531c31d6f199404843119915af014f8eef7e77e840d743b64fd7","notes":"e225880fe3a21fa854c98c313a787a065aaf2b5125cd55d6e5459283005a420f"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', 'aa70b549adeb196faf2be1ecc1bce001fafb983c8aef8758147afde5c7247511');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 2, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":2,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"66201925817e31031a3a70a0d8dcde6d4af17ac8d3c1e39e93460a685b92ceed","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', 'aa70b549adeb196faf2be1ecc1bce001fafb983c8aef8758147afde5c7247511', 'ad62c456984a28fe3e16784ee1b356a01cf811763cf544a7f5c5eda4bf255cc9');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 3, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":2,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"344711c2c19b257db90e2e5e8e4270d8e8693d4e66a5460d56156ae36080e9dc"}}', 'ad62c456984a28fe3e16784ee1b356a01cf811763cf544a7f5c5eda4bf255cc9', '0c77b78fd0753089c48d4ffcea96a448a624c6cccd708995e92a46900ed2076e');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 1, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":2,"kind":"opened","trial":"T-2","person":{"identifier":"dff970cbb13b49cc115694972d66199dcdfa88114ee87a7c9f76b7298d28d3f1","name":"72b413940579bbbef219124941354ccde1955c1391fc02ce23c5273604cf7116","notes":"6f6c1f7dabe59f54a82565afd8381ca196d6801064f1d4d02e12e61e79753e2b"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', '36241a1b4e94e0bf60ea87db6934111b3c01b5d5bed13bb6365f0e1774848e8b');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":2,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"f4c3358f3b23625cee9229be468a6ecf99ff62de66b5fb78b1bb5960bf8fc80c","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', '36241a1b4e94e0bf60ea87db6934111b3c01b5d5bed13bb6365f0e1774848e8b', 'da304c20b369aac3f2f9d0dd54a7222bab786d9dc9f02741b363f2707bbc4537');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 3, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":2,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"c3055bdd80adda4dc7aa46c14be5a7758996c863f17cce8abef554f652797017"}}', 'da304c20b369aac3f2f9d0dd54a7222bab786d9dc9f02741b363f2707bbc4537', '61aaa4db3b563a2e669886576bc21e3dbfa7432bdd7d417152dc15c877f6b70c');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 4, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":2,"kind":"erased","reason":"ten years"}', '61aaa4db3b563a2e669886576bc21e3dbfa7432bdd7d417152dc15c877f6b70c', '949c5909520a7bbcfcbe5d947a6e3870bdfcc9dde985b8a089426297e27df94e');
INSERT INTO heads (stream, seq, hash) VALUES ('service', 4, '4805a11f7964cf1b1cd0cb47ccaec0db2b799fbe0ca43fcd0cbde85c956b65bb');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-1', 3, '0c77b78fd0753089c48d4ffcea96a448a624c6cccd708995e92a46900ed2076e');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-2', 4, '949c5909520a7bbcfcbe5d947a6e3870bdfcc9dde985b8a089426297e27df94e');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'bb6bb9b9b7676129cc1a370e88c4091df507ab85be7476e02bf2fd0d59e75437', 'af057dcc1387779f74c47d84c91d029d', 'RX1');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'e225880fe3a21fa854c98c313a787a065aaf2b5125cd55d6e5459283005a420f', '4f6af9801214dfc50ec9f1851bca56ea', '100 % sure; two lines
of it');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'eac17a9523e5531c31d6f199404843119915af014f8eef7e77e840d743b64fd7', 'd7cae5667aeaa6563ceb3373b0c79056', 'Zoë O''Brien');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 2, '66201925817e31031a3a70a0d8dcde6d4af17ac8d3c1e39e93460a685b92ceed', '3bbceccaa0d6782d10eed5250923b3ce', 'lumbar_puncture');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 3, '344711c2c19b257db90e2e5e8e4270d8e8693d4e66a5460d56156ae36080e9dc', '88d1eb1e381986952d3a71d29b4c631d', 'cried out');
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
