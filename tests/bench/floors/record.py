"""A bare Record: a fragment with 60 segmented controls, and one durable sqlite insert a tap."""

import os
import sqlite3

import streamlit as st

ITEMS = 60
TOKENS = ("0", "1", "1+", "2", "3", "4")


@st.cache_resource
def database() -> sqlite3.Connection:
    connection = sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS taps (item INTEGER, value TEXT)")
    return connection


def save(number: int) -> None:
    database().execute("INSERT INTO taps VALUES (?, ?)", (number, st.session_state[f"item-{number}"]))
    st.session_state["saved"] = st.session_state.get("saved", 0) + 1


@st.fragment
def sheet() -> None:
    st.write(f"Saved {st.session_state.get('saved', 0)}")
    for number in range(ITEMS):
        st.segmented_control(f"Item {number}", TOKENS, key=f"item-{number}", on_change=save, args=(number,))


if __name__ == "__main__":
    sheet()
