"""Named entities: recognising mentions, and gathering them into one entity each."""
