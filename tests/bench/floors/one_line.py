"""A one-line Streamlit app."""

import streamlit as st

if __name__ == "__main__":
    st.write("Drawn")
