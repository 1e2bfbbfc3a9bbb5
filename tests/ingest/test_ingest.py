"""Readers: what each format gives, how it is recognised, and what is said of what cannot be read."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.events import Article, Withdrawal
from stream.ingest import Item, UnreadableSource, find_files, read, read_bytes, read_stream

DATA = Path(__file__).parent / "data"
NATIVE: dict[str, Any] = {
    "id": "n-1",
    "headline": "افتتاح الميناء",
    "body": "افتُتح الميناء.\nوقال مديره: «أهلاً بكم».",
}


def one(data: bytes | str, encoding: str | None = None) -> Article:
    """The only article in some bytes."""
    (item,) = read_bytes(data.encode() if isinstance(data, str) else data, "test", encoding=encoding)
    assert isinstance(item, Article), item
    return item


def many(data: bytes | str, encoding: str | None = None) -> list[Item]:
    """All items in some bytes."""
    return list(read_bytes(data.encode() if isinstance(data, str) else data, "test", encoding=encoding))


def problem(data: bytes | str, encoding: str | None = None) -> str:
    """What is said of bytes that hold nothing else."""
    (item,) = many(data, encoding)
    assert isinstance(item, UnreadableSource), item
    return str(item)


class TestPlainText:
    def test_headline_is_below_the_leftovers_and_body_is_kept_as_it_is(self) -> None:
        """Labels, date and buttons go; the body keeps its empty lines and indents, and adds nothing."""
        text = (DATA / "saved-page.txt").read_text(encoding="utf-8")
        article = one(text)
        assert article.headline == "بلدية طرابلس تعيد فتح السوق القديم بعد ترميمه"
        assert article.body == text.partition(article.headline)[2].strip()
        assert '".\n  وأضاف' in article.body

    def test_other_line_ends_are_kept(self) -> None:
        """Carriage returns inside the body stay."""
        assert one("عنوان الخبر\r\n\r\nسطر أول\r\nسطر ثان\r\n").body == "سطر أول\r\nسطر ثان"

    def test_the_same_text_has_the_same_id(self) -> None:
        """The id comes from the content, so reading twice gives one article."""
        assert one("عنوان\nنص").id == one("عنوان\nنص\n").id != one("عنوان\nنص آخر").id

    @pytest.mark.parametrize(
        "headline", ["[صور] افتتاح المعرض", "{صور} افتتاح المعرض", "<صور> افتتاح المعرض"]
    )
    def test_a_bracket_does_not_make_it_json_or_markup(self, headline: str) -> None:
        """A headline may begin with any bracket."""
        assert one(f"{headline}\nافتُتح معرض الصور في دار الفنون.").headline == headline
        assert one(headline).headline == headline


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_unicode_is_recognised(self, encoding: str) -> None:
        """UTF-8 with and without a mark and marked UTF-16 need no declaration."""
        article = one("عنوان الخبر\nنص الخبر".encode(encoding))
        assert (article.headline, article.body) == ("عنوان الخبر", "نص الخبر")

    def test_json_may_be_in_them_too(self) -> None:
        """A mark before JSON is no part of it."""
        text = json.dumps(NATIVE, ensure_ascii=False)
        assert one(text.encode("utf-8-sig")) == one(text.encode("utf-16")) == Article(**NATIVE)

    def test_an_older_encoding_is_read_only_where_declared(self) -> None:
        """Bytes of windows-1256 are refused, until the caller says what they are."""
        data = "عنوان الخبر\nنص الخبر".encode("windows-1256")
        assert "not UTF-8 (byte 1 of 20)" in problem(data)
        assert one(data, "windows-1256").headline == "عنوان الخبر"
        assert "'klingon' does not exist" in problem(data, "klingon")

    def test_utf_8_is_believed_before_a_declaration(self) -> None:
        """With a declared older encoding, files that are UTF-8 are still read as that."""
        assert one("عنوان\nنص", "windows-1256").headline == "عنوان"

    def test_a_page_declares_its_own(self) -> None:
        """A page in windows-1256 gives the same article as in UTF-8."""
        html = (DATA / "page.html").read_text(encoding="utf-8")
        old = html.replace('charset="utf-8"', 'charset="windows-1256"').encode(
            "windows-1256", "xmlcharrefreplace"
        )
        assert one(old) == one(html)

    def test_a_stray_byte_does_not_cost_the_page(self) -> None:
        """As in a browser, one byte that is not in the declared encoding becomes one replacement character."""
        html = (DATA / "page.html").read_bytes()
        article = one(html.replace("صباح".encode(), "صباح".encode() + b"\xff"))
        assert article.body.startswith("افتتحت هيئة متاحف الإمارة، صباح\ufffd الاثنين")

    def test_a_feed_declares_its_own(self) -> None:
        """A feed in windows-1256 gives the same entries as in UTF-8."""
        feed = (DATA / "feed.rdf").read_text(encoding="utf-8")
        assert many(feed.replace("UTF-8", "windows-1256").encode("windows-1256")) == many(feed)

    def test_a_page_without_declaration_is_refused(self) -> None:
        """A page that is not UTF-8 and does not say what it is, is not guessed at."""
        assert "no other encoding is declared" in problem(
            "<html><p>خبر قديم</p></html>".encode("windows-1256")
        )


class TestJson:
    def test_native_object_array_and_lines(self) -> None:
        """The same article comes from an object, an array, a line, and an indented object."""
        article = Article(**NATIVE)
        for text in (
            json.dumps(NATIVE),
            json.dumps(NATIVE, indent=2),
            json.dumps([NATIVE]),
            json.dumps(NATIVE) + "\n",
        ):
            assert many(text) == [article]

    def test_unknown_members_are_kept(self) -> None:
        """They travel with the article."""
        assert one(json.dumps({**NATIVE, "desk": "محليات"})).extra == {"desk": "محليات"}

    def test_ninjs_2(self) -> None:
        """Main headline and body, source and time are read from ninjs 2.x."""
        article = one((DATA / "ninjs-2.json").read_bytes())
        assert article.headline == "إخماد حريق كبير في مستودع للأخشاب شرق عمّان"
        assert article.body.startswith("أخمدت فرق الدفاع المدني")
        assert (article.source, article.language) == ("وكالة الشروق", "ar")
        assert article.published == "2026-07-21T13:05:00+03:00"

    def test_ninjs_3_and_a_canceled_item(self) -> None:
        """An array of ninjs 3.x items gives an article and a withdrawal."""
        article, withdrawal = many((DATA / "ninjs-3.json").read_bytes())
        assert isinstance(article, Article)
        assert article.headline == "انطلاق موسم قطاف الزيتون في جرش"
        assert "<" not in article.body
        assert isinstance(withdrawal, Withdrawal)

    def test_an_evaluation_row_is_split_at_its_first_line_feed(self) -> None:
        """Headline, line feed and body are the text again, to the character; gold annotations are left behind."""
        text = "عنوان الخبر \n\n  نص الخبر\nوبقيته\n"
        article = one(json.dumps({"id": "e-1", "text": text, "entities": [], "quotes": [], "outlet": "م"}))
        assert f"{article.headline}\n{article.body}" == text
        assert (article.id, article.extra) == ("e-1", {"outlet": "م"})

    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
    def test_any_evaluation_text_survives(self, text: str) -> None:
        """Whatever the text, nothing of it changes."""
        article = one(json.dumps({"id": "e", "text": text}) + "\n")
        assert (f"{article.headline}\n{article.body}" if "\n" in text else article.headline) == text

    def test_bad_rows_do_not_stop_the_others(self) -> None:
        """Each bad row is named by its line, each good one is read, in order."""
        good = json.dumps(NATIVE)
        rows = [
            good,
            '{"id": "x", "headl',
            "",
            "[1]",
            '{"headline": 3, "body": ""}',
            good,
            '{"id": "e", "text": 5}',
            good,
        ]
        items = many("\n".join(rows))
        assert [isinstance(item, Article) for item in items] == [True, False, False, False, True, False, True]
        assert [str(item) for item in items if isinstance(item, UnreadableSource)] == [
            "test: line 2: not JSON: unexpected end of data (column 19)",
            "test: line 4: Expected `object`, got `list` - at `$`",
            "test: line 5: Expected `str`, got `int` - at `$.headline`",
            "test: line 7: Expected `str`, got `int` - at `$.text`",
        ]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_bad_first_row_does_not_hide_that_rows_follow(self, encoding: str) -> None:
        """The file is still read as JSON lines."""
        items = many(f'\n{{"id": "x", "headl\n{json.dumps(NATIVE)}\n'.encode(encoding))
        assert isinstance(items[0], UnreadableSource)
        assert items[0].place == "line 2"
        assert items[1:] == [Article(**NATIVE)]

    def test_a_row_in_another_encoding_is_one_bad_row(self) -> None:
        """Bytes that are not UTF-8 spoil their row only."""
        good = json.dumps(NATIVE).encode()
        first, bad, last = many(b"\n".join([good, '{"headline": "خبر"}'.encode("windows-1256"), good]))
        assert first == last == Article(**NATIVE)
        assert "line 2: not UTF-8" in str(bad)

    def test_errors_name_entry_or_line_and_column(self) -> None:
        """In an array the index is named; in a broken document the place of the break."""
        assert "$[1]: " in str(many(json.dumps([NATIVE, {"headline": "بلا نص"}]))[1])
        assert "line 2 column 10" in problem('{"headline": "a",\n "body": }')
        assert problem("[]") == "test: an empty array"

    def test_rows_are_read_as_they_are_asked_for(self) -> None:
        """Of a long file only the beginning has been read when its first article comes out."""

        class Counting(BytesIO):
            lines = 0

            def readline(self, size: int | None = -1, /) -> bytes:
                self.lines += 1
                return super().readline(size)

        stream = Counting((json.dumps(NATIVE) + "\n").encode() * 1000)
        items = read_stream(stream, "test")
        next(items)
        assert stream.lines <= 2
        assert len(list(items)) == 999


class TestFeeds:
    def test_rss(self) -> None:
        """Content before description, HTML as text, dates in UTC, and the entry without any words named."""
        first, second, third, bad = many((DATA / "feed.rss").read_bytes())
        assert isinstance(first, Article)
        assert first.headline == "وزارة الصحة تطلق حملة تطعيم في الأرياف"
        assert first.body.split("\n") == [
            "أطلقت وزارة الصحة حملة تطعيم تستمر أسبوعين في القرى البعيدة.",
            'وقال مدير الحملة عمر الصباغ: "سنصل إلى كل بيت".',
            "وأضاف أن الفرق تضم مئتي ممرضة.",
        ]
        assert (first.uri, first.source) == ("https://alwadi.example.org/health/31", "أخبار الوادي")
        assert (first.language, first.published) == ("ar", "2026-10-04T06:15:00Z")
        assert isinstance(second, Article)
        assert second.headline == 'أسعار القمح "تتراجع" للأسبوع الثالث'
        assert second.body == "تراجعت أسعار القمح للأسبوع الثالث على التوالي، بحسب غرفة التجارة."
        assert isinstance(third, Article)
        assert (third.id, third.uri) == ("alwadi-33", None)
        assert str(bad) == "test: entry 4: neither a title nor text"

    def test_atom(self) -> None:
        """Markup in titles goes, an entry's own source comes before the feed's."""
        first, second = many((DATA / "feed.atom").read_bytes())
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert first.headline == "قطار سريع جديد بين فاس ووجدة"
        assert first.body.count("\n") == 1
        assert (first.source, second.source) == ("نشرة الأطلس", "مرصد الطقس")
        assert second.uri == "https://alatlas.example.org/weather/78"

    def test_rdf(self) -> None:
        """RSS 1.0 is read too."""
        article = one((DATA / "feed.rdf").read_bytes())
        assert article.headline == "وصول أول سفينة سياحية إلى الميناء"
        assert article.published == "2026-08-02T03:00:00Z"

    def test_a_feed_that_breaks_off_says_so(self) -> None:
        """What was read comes out, then a word that more may be missing."""
        whole = (DATA / "feed.rss").read_text(encoding="utf-8")
        *articles, broken = many(whole[: whole.index("كرة السلة")])
        assert [isinstance(article, Article) for article in articles] == [True] * len(articles)
        assert articles
        assert "not well-formed" in str(broken)

    def test_an_empty_feed_is_an_error(self) -> None:
        """A feed without entries is not passed over in silence."""
        assert (
            problem('<rss version="2.0"><channel><title>x</title></channel></rss>')
            == "test: a feed without entries"
        )

    @pytest.mark.parametrize("odd", ["<![x", "<![ [", "<!-", "<script>", "&#xD800;", "</p></p>"])
    def test_odd_markup_in_an_entry_raises_nothing(self, odd: str) -> None:
        """Broken HTML inside an entry still gives its words."""
        feed = f"<rss><channel><item><title>عنوان</title><description><![CDATA[<p>نص الخبر</p>{odd}]]></description>"
        article = one(f"{feed}</item></channel></rss>")
        assert article.body.startswith("نص الخبر")


class TestWebPages:
    def test_article_of_a_page(self) -> None:
        """The heading, not the logo; the text without menus; canonical address, site, time with offset."""
        article = one((DATA / "page.html").read_bytes())
        assert article.headline == "متحف جديد للخط العربي يفتح أبوابه في الشارقة"
        assert article.body.startswith("افتتحت هيئة متاحف الإمارة")
        assert article.body.endswith("وفق ما جاء في بيان الهيئة.")
        assert article.body.count("\n") == 3
        assert article.uri == "https://maraya.example.org/culture/418"
        assert (article.source, article.language) == ("مرايا الخليج", "ar")
        assert article.published == "2026-09-14T10:30:00+04:00"

    def test_a_short_page_without_structure(self) -> None:
        """Of a page with little on it, what is below the heading is the body."""
        html = (
            "<html><title>وصول الوفد - الموقع</title><div><a href='/'>الرئيسية</a></div><h1>وصول الوفد</h1>"
        )
        article = one(f"{html}<p>وصل الوفد إلى دمشق.</p></html>")
        assert (article.headline, article.body) == ("وصول الوفد", "وصل الوفد إلى دمشق.")

    def test_a_fragment_without_heading(self) -> None:
        """Where nothing is a title, the first line of the text is the headline."""
        article = one("<p>أمطار على الساحل غداً</p><p>تتوقع الأرصاد أمطاراً غزيرة على الساحل.</p>")
        assert article.headline == "أمطار على الساحل غداً"
        assert article.body == "تتوقع الأرصاد أمطاراً غزيرة على الساحل."

    def test_xhtml_is_a_page(self) -> None:
        """An XML declaration and a doctype before <html> do not make it another XML."""
        prologue = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x">'
        )
        page = '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>عنوان</h1><p>نص الخبر هنا.</p></body></html>'
        assert one(f"{prologue}\n{page}").headline == "عنوان"

    def test_a_page_without_text_is_an_error(self) -> None:
        """Nothing to read is said, not passed over."""
        assert "without the text of an article" in problem("<html><body><img src='x.png'></body></html>")

    @pytest.mark.parametrize(
        "odd", ["<![x", "<![if !mso]>", "<script type='application/ld+json'>{]</script>"]
    )
    def test_odd_markup_raises_nothing(self, odd: str) -> None:
        """A page with broken declarations or broken JSON-LD is still read."""
        assert (
            one(f"<html><h1>عنوان الخبر</h1>{odd}<p>نص الخبر هنا في فقرة.</p></html>").headline
            == "عنوان الخبر"
        )


class TestUnreadable:
    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "empty"),
            (b" \n\n", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b"%PDF-1.7\n", "a PDF document"),
            (b"PK\x03\x04rest", "a zip archive"),
            (b"\x1f\x8b\x08rest", "compressed with gzip"),
            (b"\x89PNG\r\n\x1a\n", "a picture"),
            (b"text\n\x00\x01\x02", "binary data"),
            (b'<?xml version="1.0"?><newsItem/>', "XML whose root is <newsitem>"),
        ],
    )
    def test_what_is_no_article_is_named(self, data: bytes, says: str) -> None:
        """Other kinds of files are told apart in the message."""
        assert says in problem(data)

    def test_a_message_is_one_line_with_the_file_first(self) -> None:
        """Line feeds and control signs in names and reasons do not break the line."""
        error = UnreadableSource("folder/a\nb.json", "bad\r\nthing \x1b[31m" + "x" * 999, "line 3")
        assert str(error).startswith("folder/a b.json: line 3: bad thing [31mxxx")
        assert len(str(error)) <= 500
        assert (error.source, error.place) == ("folder/a\nb.json", "line 3")

    @given(st.binary(max_size=300))
    def test_any_bytes_give_items_only(self, data: bytes) -> None:
        """Random bytes give articles or unreadable things, at least one, and never raise."""
        items = many(data)
        assert items
        assert all(isinstance(item, Article | Withdrawal | UnreadableSource) for item in items)

    @given(st.data())
    def test_mutated_files_give_items_only(self, data: Any) -> None:
        """So do real files with bytes cut out or changed."""
        source = data.draw(st.sampled_from(sorted(DATA.iterdir()))).read_bytes()
        start = data.draw(st.integers(0, len(source)))
        end = data.draw(st.integers(start, min(len(source), start + 50)))
        items = many(source[:start] + data.draw(st.binary(max_size=8)) + source[end:])
        assert items
        assert all(isinstance(item, Article | Withdrawal | UnreadableSource) for item in items)


class TestSources:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A folder with files to read and files to leave alone."""
        for name in ("b.txt", "a/z.txt", "a/.hidden", ".git/c.txt", "page.html", "page_files/script.js"):
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"عنوان {name}\nنص", encoding="utf-8")
        return tmp_path

    def test_folders_are_read_in_order_without_hidden_and_companion_files(self, folder: Path) -> None:
        """Sorted, to any depth, without what is hidden and what a browser saved beside a page."""
        headlines = [item.headline for item in read([folder]) if isinstance(item, Article)]
        assert headlines == ["عنوان b.txt", "عنوان page.html", "عنوان a/z.txt"]
        assert len(list(find_files([folder]))) == 3

    def test_standard_input(self) -> None:
        """A dash reads the stream that stands for it."""
        stream = BytesIO(json.dumps(NATIVE).encode())
        assert list(read(["-"], standard_input=stream)) == [Article(**NATIVE)]

    def test_files_that_cannot_be_opened_do_not_stop_the_others(self, folder: Path) -> None:
        """A missing file is named, the next one is read."""
        missing, article = read([folder / "none.txt", folder / "b.txt"])
        assert str(missing) == f"{folder / 'none.txt'}: No such file or directory"
        assert isinstance(article, Article)

    def test_a_pipe_in_a_folder_is_not_waited_for(self, tmp_path: Path) -> None:
        """What is neither file nor folder is named instead of read."""
        os.mkfifo(tmp_path / "pipe")
        (item,) = read([tmp_path])
        assert "not a regular file" in str(item)

    def test_the_kind_is_told_by_content_not_by_name(self, tmp_path: Path) -> None:
        """JSON in a .txt file and text in a .json file are what they are."""
        (tmp_path / "a.txt").write_text(json.dumps(NATIVE), encoding="utf-8")
        (tmp_path / "b.json").write_text("عنوان\nنص", encoding="utf-8")
        assert [item.headline for item in read([tmp_path]) if isinstance(item, Article)] == [
            "افتتاح الميناء",
            "عنوان",
        ]


def test_the_extractors_are_not_loaded_before_they_are_needed() -> None:
    """A worker that imports the readers, and a reader of JSON and text, pay nothing for pages and feeds."""
    program = (
        "import sys; from stream.ingest import read_bytes;"
        "list(read_bytes(b'{}', 'a')), list(read_bytes(b'a', 'b'));"
        "print(sorted({'feedparser', 'trafilatura', 'lxml'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603  our own
    assert found.stdout == "[]\n"
