"""Files in Streamlit's memory: those made for a download, those uploaded to an open page, and whose they are.

Streamlit serves and takes both by address alone. A public hook that is asked before a file is served or taken, and a
bound on the total, would replace all of it.
"""

from collections.abc import Mapping
from typing import Any

from streamlit.runtime import Runtime
from streamlit.runtime.memory_media_file_storage import _calculate_file_id
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

MEDIA, UPLOADS = "/media/", "/_stcore/upload_file/"
"""How the addresses of files begin; the parts behind them are `file` with a suffix, and `session/file`."""


def id_of(data: bytes, media_type: str, name: str) -> str:
    """Return the id under which Streamlit keeps and serves a file made for a download."""
    return _calculate_file_id(data, media_type, name)


def claims_of_session(session: str) -> Mapping[str, Any]:
    """Return the provider's claims about whoever opened a page; empty for a page that is not open."""
    page = Runtime.instance().get_app_session(session)
    return {} if page is None else page._user_info


def uploads() -> dict[str, list[int]]:
    """Return the sizes in bytes of the files uploaded to each page; those of pages that are closed are dropped."""
    manager = Runtime.instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)  # noqa: S101
    for session in [*manager.file_storage]:
        if not Runtime.instance().is_active_session(session):
            manager.remove_session_files(session)
    return {
        session: [len(file.data) for file in [*files.values()]] for session, files in [*manager.file_storage.items()]
    }


def drop_downloads_of_closed_pages() -> None:
    """Drop the files made for downloads that no open page refers to."""
    Runtime.instance().media_file_mgr.remove_orphaned_files()
