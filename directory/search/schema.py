"""The fields of the index: keys found whole, words found by rank, values to filter and count by, numbers to order by."""

from functools import lru_cache

import tantivy

# Whole names and numbers: one term a value.
KEYS = ("xl", "xa", "xv", "xc", "xp", "xi", "dom", "xid", "pf", "pi", "pi0", "pfam")
# Words: distinct terms of one text, ranked by BM25. `about` keeps repeated words, as running text.
WORDS = ("label", "alias", "shin", "han", "loc", "more", "about")
# Values that filters ask for; those in COUNTED are counted in facets too.
COUNTED = (
    "kind", "country", "subdivision", "city", "subject", "type", "offering", "seeking", "language", "written_in", "has", "verified",
)
VALUES = (*COUNTED, "member_of", "uid")
NUMBERS = ("established", "updated")
# A unique number a profile for each order of a list, smallest first except where a list says otherwise.
ORDERS = ("by_name_en", "by_name_zh", "by_change", "by_rank")
VERSION = 1  # counts up when fields or analysis change: an index of another version is rebuilt


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    """The one schema of every tier."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    for name in KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("pys", tokenizer_name="whitespace", index_option="position")
    for name in COUNTED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in VALUES[len(COUNTED) :]:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*NUMBERS, *ORDERS):
        builder.add_unsigned_field(name, indexed=False, fast=True)
    builder.add_float_field("rank", fast=True)
    return builder.build()
