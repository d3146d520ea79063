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
	PRIMARY KEY (trial)
);
CREATE INDEX worklist_by_change ON worklist (changed_at, trial);
CREATE INDEX worklist_by_state ON worklist (state, changed_at, trial);
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
INSERT INTO about (name, value) VALUES ('version', '2');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":2,"kind":"noted","what":"trial_opened","trial":"T-1"}', '0000000000000000000000000000000000000000000000000000000000000000', 'f866f203a6a6c389d8217ae58f77ffacb9cfbd27491b69e217fc245636df7a5d');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":2,"kind":"noted","what":"trial_opened","trial":"T-2"}', 'f866f203a6a6c389d8217ae58f77ffacb9cfbd27491b69e217fc245636df7a5d', 'ce252bf626a8e04e9aa34559bf467b5997428f5da44a8f767c53db620075a886');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 3, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":2,"kind":"noted","what":"erased","trial":"T-2"}', 'ce252bf626a8e04e9aa34559bf467b5997428f5da44a8f767c53db620075a886', 'fa7a1503a9a18ce97217a06d27bcae90e451bf42b9eac011cadd143fcd1f04bb');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('service', 4, '2026-11-18T12:00:00.000000+00:00', 'K Tan', '{"v":2,"kind":"noted","what":"signed_in"}', 'fa7a1503a9a18ce97217a06d27bcae90e451bf42b9eac011cadd143fcd1f04bb', '4805a11f7964cf1b1cd0cb47ccaec0db2b799fbe0ca43fcd0cbde85c956b65bb');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 1, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":2,"kind":"opened","trial":"T-1","person":{"identifier":"557708a52d5b5e645aaee30c9e208b5032b8ee8771ef3e4a3459d2db70944e32","name":"7774adda15713beedd2846db905fd0c94edb1fc2ca06dfa62a11621b47a72b8d","notes":"02eb8325da36a1d0e40924113494483cba8c3b1f7a8f9eae4598440f611bd6b7"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', 'd7e9995345b48c2b782d686e8de12fd0d347b42fbb3e6ffb7357274b9c80ec95');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 2, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":2,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"42263efb4e079eb5f9a3634c6214bcf6b06d29c6e1a9b8530d88c4813c12903c","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', 'd7e9995345b48c2b782d686e8de12fd0d347b42fbb3e6ffb7357274b9c80ec95', '4f7ce715efbae62c3e4f26af7f8be7dcf5f41f68b269639dfadb7a4c784bdb0f');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-1', 3, '2026-11-18T12:01:00.000000+00:00', 'K Tan', '{"v":2,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"6fdca815a10791f6c7dbbf9b7d41165bac20a3801ae30faa882de3a0f2304acb"}}', '4f7ce715efbae62c3e4f26af7f8be7dcf5f41f68b269639dfadb7a4c784bdb0f', '9767cc2bedba671889169bee4cce4730c276a010ad0f2ea439ce500bd8a859e8');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 1, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":2,"kind":"opened","trial":"T-2","person":{"identifier":"e8d770dd930b65f6c17b4441b994eaf3c94cc4945c34b355ae4c123e31664d07","name":"cc6477a9196023a75e97541c7054a81808761c6ad0acb31a2a815ec75f6b4a54","notes":"acca050d4516eec9bfa0660be4c09bdeeb142ad2bc7ed31659fa1ca0d5bfc6dc"},"zone":"Europe/London"}', '0000000000000000000000000000000000000000000000000000000000000000', '02f83ddabb817141a096a573e5e73d73da3a5f5344edbf5d6fec4dd8faf7632a');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 2, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":2,"kind":"dose_set","act":"given","dose":{"number":1,"micrograms":50,"route":"86203f5ae440f65868e8507196d79601c989c1a7ef1399942cc786dcae5c8ccd","delivery":"full","given_at":"2026-11-18T12:00:00+00:00"}}', '02f83ddabb817141a096a573e5e73d73da3a5f5344edbf5d6fec4dd8faf7632a', '68b622751d4abf910302850c1c7a18494cab3856393378f2532c762563420c8d');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 3, '2026-11-18T12:02:00.000000+00:00', 'K Tan', '{"v":2,"kind":"reading","dose":1,"reading":{"slot":"+1h","taken_at":"2026-11-18T12:00:00+00:00","scale":"pain","item":"rating","value":2,"status":"measured","note":"fae6f2d3469488268493064549b03ea57d647deed2f3afec48dd8486e613578f"}}', '68b622751d4abf910302850c1c7a18494cab3856393378f2532c762563420c8d', '75bb9e88106bbb7786d3fec5adf1e25ee4745e0686210a74dc75ae93b1888aba');
INSERT INTO entries (stream, seq, at, by, payload, previous, hash) VALUES ('trial/T-2', 4, '2026-11-18T13:00:00.000000+00:00', 'Keeper', '{"v":2,"kind":"erased","reason":"ten years"}', '75bb9e88106bbb7786d3fec5adf1e25ee4745e0686210a74dc75ae93b1888aba', '5d60a4fc46c741cbc0d4e6fdae67f47127af5d8628b9c7b204284e249be9f25d');
INSERT INTO heads (stream, seq, hash) VALUES ('service', 4, '4805a11f7964cf1b1cd0cb47ccaec0db2b799fbe0ca43fcd0cbde85c956b65bb');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-1', 3, '9767cc2bedba671889169bee4cce4730c276a010ad0f2ea439ce500bd8a859e8');
INSERT INTO heads (stream, seq, hash) VALUES ('trial/T-2', 4, '5d60a4fc46c741cbc0d4e6fdae67f47127af5d8628b9c7b204284e249be9f25d');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '02eb8325da36a1d0e40924113494483cba8c3b1f7a8f9eae4598440f611bd6b7', '70ebe2b455a02afd39fa83cd5dbfe456', '100 % sure; two lines
of it');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '557708a52d5b5e645aaee30c9e208b5032b8ee8771ef3e4a3459d2db70944e32', 'd7d237fb887a5ac4e39d0efadca9af78', 'RX1');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 1, '7774adda15713beedd2846db905fd0c94edb1fc2ca06dfa62a11621b47a72b8d', 'c226e308a3b44058796447f0223bbc2f', 'Zoë O''Brien');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 2, '42263efb4e079eb5f9a3634c6214bcf6b06d29c6e1a9b8530d88c4813c12903c', 'd719bb0c2e018f249f83e7ff0d9109a1', 'lumbar_puncture');
INSERT INTO sealed (stream, seq, hash, salt, text) VALUES ('trial/T-1', 3, '6fdca815a10791f6c7dbbf9b7d41165bac20a3801ae30faa882de3a0f2304acb', '2885bf9ea2197452bbb10e7c7581f5c2', 'cried out');
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
