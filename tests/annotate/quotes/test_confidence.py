from tests.annotate.quotes.marking import annotate


def test_a_cue_makes_a_quote_surer() -> None:
    """Marks behind a cue are surer to be speech than marks that only fill their line."""
    document = annotate('قال {P:سامر النجار}: "وصلنا قبل الفجر بساعة".\n"ثم عدنا كلنا بعد الغروب بقليل".')
    with_cue, without = document.quotes
    assert with_cue.confidence > without.confidence


def test_a_name_makes_a_speaker_surer() -> None:
    """A speaker named by the cue is surer than one that a pronoun stands for."""
    document = annotate("قال {P:سامر النجار} إن الجسر جاهز. وأضاف أن الطريق مفتوح.")
    named, pronoun = (quote.speaker for quote in document.quotes)
    assert named is not None
    assert pronoun is not None
    assert named.confidence > pronoun.confidence


def test_cue_carries_speech_act_tense_and_polarity() -> None:
    """A cue goes out with its lemma, its speech act, its tense, and whether it is negated."""
    document = annotate(
        "حذر {P:سامر النجار} من أن الجسر خطر. "
        "ولا يعتقد {P:سامر النجار} أن الترميم سيبدأ. وسيعلن أن الطريق مغلق."
    )
    cues = [quote.cue for quote in document.quotes]
    told = [(cue.lemma, cue.speech_act, cue.tense, cue.negated) for cue in cues if cue is not None]
    assert told == [
        ("حذر", "warn", "past", False),
        ("اعتقد", "think", "present", True),
        ("أعلن", "announce", "future", False),
    ]


def test_resolution_is_told() -> None:
    """A speaker says how it was resolved: by its full name, by part of it, by an office or by a pronoun."""
    document = annotate(
        "قال وزير النقل {P:سامر النجار} إن الجسر جاهز. وأضاف {P:النجار} أن الطريق مفتوح. "
        "وأكد الوزير أن العمل بدأ. وقال إن المال متوفر."
    )
    assert [quote.speaker.resolved_by for quote in document.quotes if quote.speaker] == [
        "name",
        "alias",
        "nominal",
        "pronoun",
    ]
