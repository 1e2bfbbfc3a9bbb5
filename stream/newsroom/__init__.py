"""The newsroom: a live page of who says what, its interface for programs, and the windowed counts behind it.

`desk` holds the newest articles in memory, `feed` fills it from `news.enriched`, `hub` passes news on to open
streams, `trends` and `tables` count names in windows (Faust), `server` and `api` answer browsers and programs.
"""
