-- +goose Up

-- A period: a day, a week or a month. first and last are written as 2026-11-22.
CREATE TABLE waymark_period (
	id      bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind    text    NOT NULL,
	first   text    NOT NULL,
	last    text    NOT NULL,
	epsilon bigint  NOT NULL, -- thousandths
	closed  boolean NOT NULL DEFAULT false, -- will never change, may be shown
	turn    bigint  NOT NULL DEFAULT 0,     -- which key its numbers are sealed with, while it is open
	rows    text,                           -- what its numbers are of, while it is open
	sealed  bytea,                          -- its blinded numbers, while it is open
	UNIQUE (kind, first)
);

-- The blinded rows of closed periods.
CREATE TABLE waymark_tally (
	period  bigint NOT NULL REFERENCES waymark_period (id),
	counter text   NOT NULL,
	channel text   NOT NULL,
	value   bigint NOT NULL,
	PRIMARY KEY (period, counter, channel)
);

-- The key that open periods are sealed with at the moment. Unlogged, and emptied at every write: it is in no log, no
-- replica and no base backup, and the keys before it are gone.
CREATE UNLOGGED TABLE waymark_key (
	turn   bigint NOT NULL,
	secret bytea  NOT NULL
);

-- Which write of each instance was the last, for one whose connection broke at a commit. id is drawn when it starts.
CREATE TABLE waymark_writer (
	id   bytea  PRIMARY KEY,
	turn bigint NOT NULL,
	day  date   NOT NULL DEFAULT current_date
);
