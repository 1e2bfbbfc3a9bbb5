"""Names are found again with proclitics attached, as if all forms of each had been written out."""

from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.entities.entries import entry
from stream.annotate.entities.spreading import head_of
from stream.annotate.text import tail_of

WORDS = st.text("وفبلكام", min_size=1, max_size=5)
PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")


def written_forms(head: str) -> list[str]:
    """Return the forms that the first word of a name has with proclitics or without."""
    if len(head) < 3:
        return [head]
    forms = [prefix + head for prefix in PREFIXES]
    if head.startswith("ال"):
        forms += ["لل" + head[2:], "ولل" + head[2:], "فلل" + head[2:]]
    return forms


@given(st.lists(WORDS, min_size=1, max_size=20, unique=True), st.data())
def test_a_form_leads_to_the_name_laid_last(heads: list[str], data: st.DataObject) -> None:
    """A word is found as the first word of the last name that has such a form, and its tail is that name's."""
    of_forms = {form: head for head in heads for form in written_forms(head)}
    word = data.draw(st.sampled_from(sorted(of_forms)) | WORDS)
    found = head_of(word, entry(word), {head: [] for head in heads})
    assert (found if found in heads else None) == of_forms.get(word)
    if word in of_forms:
        assert tail_of(word) == tail_of(found)
