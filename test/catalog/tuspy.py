"""Sends a file with tuspy as its own page shows it: tuspy.py <endpoint> <token> <file> <urls> [<stop at>].

What it has begun stands in the file of its urls, so that another process of it goes on.
"""

import sys

from tusclient.client import TusClient
from tusclient.storage.filestorage import FileStorage

endpoint, token, file, urls, *stop_at = sys.argv[1:]
uploader = TusClient(endpoint, headers={"Authorization": f"Bearer {token}"}).uploader(
    file,
    chunk_size=300_000,
    metadata={"titulo": "Fandango", "tipo": "video", "filename": "fandango.mp4"},
    store_url=True,
    url_storage=FileStorage(urls),
)
print(uploader.offset or 0)
uploader.upload(*(int(one) for one in stop_at))
print(uploader.offset)
print(uploader.request.response_headers.get("upload-content", ""))
