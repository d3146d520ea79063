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
INSERT INTO about (name, value) VALUES ('version', '1');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":1,"kind":"noted","what":"trial_opened","trial":"T-1"}', '0000000000000000000000000000000000000000000000000000000000000000', '5d52e06c3bdb7582f699a99f7c73dac586efc7ad01a4b48bfd37bc1bf6c1800d');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":1,"kind":"noted","what":"trial_opened","trial":"T-2"}', '5d52e06c3bdb7582f699a99f7c73dac586efc7ad01a4b48bfd37bc1bf6c1800d', '16799ffe4f9f76941007f31c836c68a292f62d1bc127e9ab8f76911721697a4b');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 3, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":1,"kind":"noted","what":"erased","trial":"T-2"}', '16799ffe4f9f76941007f31c836c68a292f62d1bc127e9ab8f76911721697a4b', '06bf7cba19bbdd575422c7fdf9faf617fb12cb5bb7ad1b3e3631138262858736');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 4, '2026-11-18T12:00:00.000000+00:00', 'K Tan', '{"v":1,"kind":"noted","what":"signed_in"}', '06bf7cba19bbdd575422c7fdf9faf617fb12cb5bb7ad1b3e3631138262858736', 'eac2500db65369b091d43f363351962e755e78288de193d073429cbbf58a5c27');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":1,"kind":"opened","trial":"T-1","person":{"identifier":"d0366d095fab6dfed0288b1645e4d7f67cae6702ee49b5991c099455efe64cf9","name":"7769521e71df4883e8899f05d16692b73f4c52b86712b708dacd01eae430a4e5","notes":"028c919fe3aaff01b15cff667856b686b1c6e34ccd48caa6ff8625ac13c672d3"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', 'e6b8cf13cc4d407d11d3840436940a54ebdcb138cd88d57597e6670d028f9103');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 2, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":1,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"lumbar_puncture","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', 'e6b8cf13cc4d407d11d3840436940a54ebdcb138cd88d57597e6670d028f9103', 'f02e9ff7f5a8e3d61174660e1960c0e81dc42aa9e917bbddb2b23fc77f15c938');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 3, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":1,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"baddcca85ecf9eef4d13c79ac4b8a6c31416a70bfb2d3e0c483da10af065f879"}}', 'f02e9ff7f5a8e3d61174660e1960c0e81dc42aa9e917bbddb2b23fc77f15c938', 'b27483e471409336a05e6d159cd458c8cf11f6aa0b76c5ae12d387d543bf9a95');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 1, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":1,"kind":"opened","trial":"T-2","person":{"identifier":"61a9c6605e5e49c6100262ee65b0d05cdf86150f14cb535d95d7690f777d21e0","name":"7c318f5a68e7d74d28575ff816c4f357c1f03222b1a5e23314a14fbd05438ac9","notes":"97c4b1e5e51897ae8ed65fc653f205d4a9f999b70f544961dfc32e33821b1e43"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', 'c77231a8c20d6b9bb95781b006575627e1cc88b22e29335f788456f6daecfacc');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":1,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"lumbar_puncture","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', 'c77231a8c20d6b9bb95781b006575627e1cc88b22e29335f788456f6daecfacc', 'f8268b85d8a97e6bc6a99136f8b423ea2f7e1ce333de7095db1d3151f551c835');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 3, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":1,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"1872014134c376837387315ce57778227c7badaf9198a2b9a11c248e9d0c2999"}}', 'f8268b85d8a97e6bc6a99136f8b423ea2f7e1ce333de7095db1d3151f551c835', '9dd3cabb8bf1ea1f1d33cac9042fe4006e5e9d41f84617ccc5e0acb1b98d70d7');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 4, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":1,"kind":"erased","reason":"ten years"}', '9dd3cabb8bf1ea1f1d33cac9042fe4006e5e9d41f84617ccc5e0acb1b98d70d7', '18222e4455a54145072e529717e9728523d29767537da04f64a736be3c710404');
INSERT INTO heads (stream, seq, hash) VALUES ('service', 4, 'eac2500db65369b091d43f363351962e755e78288de193d073429cbbf58a5c27');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-1', 3, 'b27483e471409336a05e6d159cd458c8cf11f6aa0b76c5ae12d387d543bf9a95');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-2', 4, '18222e4455a54145072e529717e9728523d29767537da04f64a736be3c710404');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '028c919fe3aaff01b15cff667856b686b1c6e34ccd48caa6ff8625ac13c672d3', 'd69f9e345ffeaedd56ebc310560326a2', '100 % sure; two lines
of it');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '7769521e71df4883e8899f05d16692b73f4c52b86712b708dacd01eae430a4e5', '638701badc75d979b85c39813d9a1ef5', 'Zoë O''Brien');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, 'd0366d095fab6dfed0288b1645e4d7f67cae6702ee49b5991c099455efe64cf9', 'adbe020ef72636f16c0b6f92abfbc3c9', 'RX1');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 3, 'baddcca85ecf9eef4d13c79ac4b8a6c31416a70bfb2d3e0c483da10af065f879', 'e6f2dfec718086bb411e9c8065f96b4a', 'cried out');
INSERT INTO words (word, trial) VALUES ('1', 'T-1');
INSERT INTO words (word, trial) VALUES ('2', 'T-2');
INSERT INTO words (word, trial) VALUES ('brien', 'T-1');
INSERT INTO words (word, trial) VALUES ('erased', 'T-2');
INSERT INTO words (word, trial) VALUES ('o', 'T-1');
INSERT INTO words (word, trial) VALUES ('rx1', 'T-1');
INSERT INTO words (word, trial) VALUES ('t', 'T-1');
INSERT INTO words (word, trial) VALUES ('t', 'T-2');
INSERT INTO words (word, trial) VALUES ('zoe', 'T-1');
INSERT INTO worklist (trial, identifier, name, state, outcome, dose_number, micrograms, given_at, next_slot, next_due_at, changed_at) VALUES ('T-1', 'RX1', 'Zoë O''Brien', 'in_progress', '', 1, '50', '2026-11-18T12:00:00+00:00', '+2h', '2026-11-18T14:00:00+00:00', '2026-11-18T12:01:00.000000+00:00');
INSERT INTO worklist (trial, identifier, name, state, outcome, dose_number, micrograms, given_at, next_slot, next_due_at, changed_at) VALUES ('T-2', '(erased)', '', 'in_progress', '', 1, '50', '2026-11-18T12:00:00+00:00', '+2h', '2026-11-18T14:00:00+00:00', '2026-11-18T13:00:00.000000+00:00');
