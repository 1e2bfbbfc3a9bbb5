/* The tokeniser of `text.py` in C: the same tokens and sentences, with the `Word` of every word type kept.
 *
 * `text.py` makes the table of character classes from the patterns of its own tokeniser, so that what a letter or a
 * mark is stands in one place. Tests compare the two on arbitrary text.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>

/* The bits of a class; `text.py` names them in this order. */
enum {
    ARABIC = 1,      /* a letter of the Arabic script */
    MARK = 2,        /* a diacritic, or tatweel */
    INVISIBLE = 4,   /* a bidi mark or a joiner */
    LETTER = 8,      /* any other letter */
    INNER = 16,      /* what goes on with a word of such letters, digits too */
    JOINER = 32,     /* what joins two such letters: apostrophe, hyphen, full stop */
    DIGIT = 64,
    SEPARATOR = 128, /* what joins two digits */
    SPACE = 256,
    PLAIN = 512,     /* a letter of the Arabic script that neither form changes */
    FOLDED = 1024,   /* one that the folded form changes: `from` and `to` tell into what */
    STOP = 2048,     /* what ends a sentence */
    CLOSER = 4096,   /* what may follow it there, invisible signs too */
    FOREIGN = 8192,  /* a letter that Arabic does not write */
};

enum { CLASSES = 65536, FIRST_SLOTS = 1024, LISTS = 6, NUMBERS = 8192 };

typedef struct {
    PyObject *surface, *word, *normal, *folded;
    uint64_t hash;
} Word;

typedef struct {
    PyObject_HEAD
    PyObject *find; /* called with a surface that is not kept yet, returns its `Word` */
    PyObject *make; /* called with a normal and a folded form instead, where letters alone tell them */
    PyObject *from, *to;
    Py_ssize_t limit, used, slots;
    Word *words; /* open addressing, linear probing; half of the slots stay free */
    uint16_t classes[CLASSES];
    PyObject *numbers[NUMBERS]; /* the first integers, so that offsets are not made anew, and stay in the cache */
} Tokenizer;

typedef struct {
    Py_ssize_t start, end;
} Bounds;

static inline unsigned class_of(const Tokenizer *self, Py_UCS4 letter)
{
    if (letter < CLASSES)
        return self->classes[letter];
    if (Py_UNICODE_ISSPACE(letter))
        return SPACE;
    if (Py_UNICODE_ISDECIMAL(letter))
        return DIGIT | INNER;
    return Py_UNICODE_ISALNUM(letter) ? LETTER | INNER | FOREIGN : 0;
}

/* Where the run of letters of these classes ends that begins at `at`. */
static inline Py_ssize_t run(const Tokenizer *self, int kind, const void *data, Py_ssize_t length, Py_ssize_t at,
                             unsigned classes)
{
    while (at < length && class_of(self, PyUnicode_READ(kind, data, at)) & classes)
        at++;
    return at;
}

/* Where the token ends that begins at `at` with a letter of class `first`. */
static inline Py_ssize_t token_end(const Tokenizer *self, int kind, const void *data, Py_ssize_t length,
                                   Py_ssize_t at, unsigned first)
{
#define AT(place) ((place) < length ? class_of(self, PyUnicode_READ(kind, data, place)) : 0u)
    if (first & ARABIC)
        for (;;) {
            at = run(self, kind, data, length, at, ARABIC | MARK);
            const Py_ssize_t beyond = run(self, kind, data, length, at, INVISIBLE);
            if (beyond == at || !(AT(beyond) & (ARABIC | MARK)))
                return at;
            at = beyond;
        }
    if (first & LETTER)
        for (at++;; at++) {
            const unsigned class = AT(at);
            if (!(class & INNER) && !(class & JOINER && AT(at + 1) & LETTER))
                return at;
        }
    if (first & DIGIT)
        for (;; at++) {
            at = run(self, kind, data, length, at, DIGIT);
            if (!(AT(at) & SEPARATOR && AT(at + 1) & DIGIT))
                return at;
        }
    return at + 1;
#undef AT
}

static inline uint64_t hash_of(int kind, const void *data, Bounds bounds)
{
    uint64_t hash = 1469598103934665603u;
    for (Py_ssize_t at = bounds.start; at < bounds.end; at++)
        hash = (hash ^ PyUnicode_READ(kind, data, at)) * 1099511628211u;
    return hash ^ hash >> 29;
}

static inline int same(const Word *word, int kind, const void *data, Bounds bounds)
{
    const Py_ssize_t length = bounds.end - bounds.start;
    if (PyUnicode_GET_LENGTH(word->surface) != length)
        return 0;
    const int own_kind = PyUnicode_KIND(word->surface);
    const void *own = PyUnicode_DATA(word->surface);
    if (own_kind == kind)
        return !memcmp(own, (const char *)data + bounds.start * kind, (size_t)(length * kind));
    for (Py_ssize_t at = 0; at < length; at++)
        if (PyUnicode_READ(own_kind, own, at) != PyUnicode_READ(kind, data, bounds.start + at))
            return 0;
    return 1;
}

/* The slot of a word, or the free one where it belongs. */
static inline Word *slot(const Tokenizer *self, uint64_t hash, int kind, const void *data, Bounds bounds)
{
    const uint64_t mask = (uint64_t)self->slots - 1;
    for (uint64_t at = hash & mask;; at = (at + 1) & mask) {
        Word *word = &self->words[at];
        if (!word->surface || (word->hash == hash && same(word, kind, data, bounds)))
            return word;
    }
}

static void drop(Word *word)
{
    Py_CLEAR(word->surface);
    Py_CLEAR(word->word);
    Py_CLEAR(word->normal);
    Py_CLEAR(word->folded);
}

static void forget(Tokenizer *self)
{
    for (Py_ssize_t at = 0; at < self->slots; at++)
        drop(&self->words[at]);
    self->used = 0;
}

static int grow(Tokenizer *self)
{
    const Py_ssize_t slots = self->slots ? 2 * self->slots : FIRST_SLOTS;
    Word *words = calloc((size_t)slots, sizeof *words);
    if (!words) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t old = 0; old < self->slots; old++)
        if (self->words[old].surface) {
            uint64_t at = self->words[old].hash & (uint64_t)(slots - 1);
            while (words[at].surface)
                at = (at + 1) & (uint64_t)(slots - 1);
            words[at] = self->words[old];
        }
    free(self->words);
    self->words = words;
    self->slots = slots;
    return 0;
}

/* The folded form of a word of PLAIN and FOLDED letters. */
static PyObject *folded_form(const Tokenizer *self, PyObject *surface)
{
    const Py_ssize_t length = PyUnicode_GET_LENGTH(surface), folds = PyUnicode_GET_LENGTH(self->from);
    PyObject *folded = PyUnicode_New(length, PyUnicode_MAX_CHAR_VALUE(surface));
    if (!folded)
        return NULL;
    for (Py_ssize_t at = 0; at < length; at++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(surface, at);
        const Py_ssize_t fold = class_of(self, letter) & FOLDED ? PyUnicode_FindChar(self->from, letter, 0, folds, 1) : -1;
        if (fold >= 0)
            letter = PyUnicode_READ_CHAR(self->to, fold);
        PyUnicode_WRITE(PyUnicode_KIND(folded), PyUnicode_DATA(folded), at, letter);
    }
    return folded;
}

/* Fill in the forms of a word and its `Word`: without Python where no letter but FOLDED ones changes. */
static int describe(const Tokenizer *self, Word *word)
{
    PyObject *surface = word->surface;
    const Py_ssize_t length = PyUnicode_GET_LENGTH(surface);
    const int kind = (int)PyUnicode_KIND(surface);
    const Py_ssize_t plain = run(self, kind, PyUnicode_DATA(surface), length, 0, PLAIN);
    if (run(self, kind, PyUnicode_DATA(surface), length, plain, PLAIN | FOLDED) == length) {
        word->normal = Py_NewRef(surface);
        word->folded = plain == length ? Py_NewRef(surface) : folded_form(self, surface);
        PyObject *const forms[] = {word->normal, word->folded};
        word->word = word->folded ? PyObject_Vectorcall(self->make, forms, 2, NULL) : NULL;
    }
    else {
        word->word = PyObject_CallOneArg(self->find, surface);
        word->normal = word->word ? PyObject_GetAttrString(word->word, "normal") : NULL;
        word->folded = word->word ? PyObject_GetAttrString(word->word, "folded") : NULL;
    }
    return word->word && word->normal && word->folded ? 0 : -1;
}

/* Learn the word at these bounds of a text. */
static int learn(Tokenizer *self, PyObject *text, uint64_t hash, Bounds bounds)
{
    Word learnt = {.surface = PyUnicode_Substring(text, bounds.start, bounds.end), .hash = hash};
    if (!learnt.surface || describe(self, &learnt) < 0) {
        drop(&learnt);
        return -1;
    }
    if (self->used >= self->limit)
        forget(self);
    if (2 * self->used >= self->slots && grow(self) < 0) {
        drop(&learnt);
        return -1;
    }
    Word *word = slot(self, hash, PyUnicode_KIND(text), PyUnicode_DATA(text), bounds);
    if (word->surface) { /* another thread was faster */
        drop(&learnt);
        return 0;
    }
    *word = learnt;
    self->used++;
    return 0;
}

static inline Py_ssize_t split(const Tokenizer *self, int kind, const void *data, Py_ssize_t length, Bounds *found)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t at = 0; at < length;) {
        const unsigned class = class_of(self, PyUnicode_READ(kind, data, at));
        if (!(class & (ARABIC | LETTER | DIGIT)) && class & (SPACE | INVISIBLE | MARK)) {
            at++;
            continue;
        }
        const Py_ssize_t end = token_end(self, kind, data, length, at, class);
        found[count++] = (Bounds){at, end};
        at = end;
    }
    return count;
}

static inline PyObject *number(Tokenizer *self, Py_ssize_t value)
{
    if (value >= NUMBERS)
        return PyLong_FromSsize_t(value);
    if (!self->numbers[value])
        self->numbers[value] = PyLong_FromSsize_t(value);
    return Py_XNewRef(self->numbers[value]);
}

static int fill(Tokenizer *self, PyObject *text, int kind, const Bounds *found, Py_ssize_t count,
                PyObject *const lists[LISTS])
{
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t at = 0; at < count; at++) {
        const uint64_t hash = hash_of(kind, data, found[at]);
        const Word *word = slot(self, hash, kind, data, found[at]);
        while (!word->surface) {
            if (learn(self, text, hash, found[at]) < 0)
                return -1;
            word = slot(self, hash, kind, data, found[at]);
        }
        PyObject *start = number(self, found[at].start), *end = number(self, found[at].end);
        PyList_SET_ITEM(lists[0], at, Py_NewRef(word->surface));
        PyList_SET_ITEM(lists[1], at, start);
        PyList_SET_ITEM(lists[2], at, end);
        PyList_SET_ITEM(lists[3], at, Py_NewRef(word->normal));
        PyList_SET_ITEM(lists[4], at, Py_NewRef(word->folded));
        PyList_SET_ITEM(lists[5], at, Py_NewRef(word->word));
        if (!start || !end)
            return -1;
    }
    return 0;
}

static int is_text(PyObject *object)
{
    if (PyUnicode_Check(object))
        return 1;
    PyErr_Format(PyExc_TypeError, "expected a str, not %.100s", Py_TYPE(object)->tp_name);
    return 0;
}

static PyObject *tokenize(PyObject *object, PyObject *text)
{
    Tokenizer *self = (Tokenizer *)object;
    if (!is_text(text))
        return NULL;
    const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    const void *data = PyUnicode_DATA(text);
    Bounds *found = malloc((size_t)(length + 1) * sizeof *found);
    if (!found)
        return PyErr_NoMemory();
    Py_ssize_t count;
    switch (PyUnicode_KIND(text)) { /* one copy of the loop for each width */
    case PyUnicode_1BYTE_KIND:
        count = split(self, PyUnicode_1BYTE_KIND, data, length, found);
        break;
    case PyUnicode_2BYTE_KIND:
        count = split(self, PyUnicode_2BYTE_KIND, data, length, found);
        break;
    default:
        count = split(self, PyUnicode_4BYTE_KIND, data, length, found);
    }
    PyObject *lists[LISTS] = {NULL};
    int ok = 1;
    for (int i = 0; i < LISTS && ok; i++)
        ok = (lists[i] = PyList_New(count)) != NULL;
    if (ok)
        ok = fill(self, text, (int)PyUnicode_KIND(text), found, count, lists) == 0;
    free(found);
    PyObject *result = ok ? PyTuple_New(LISTS) : NULL;
    for (int i = 0; i < LISTS; i++)
        if (result)
            PyTuple_SET_ITEM(result, i, lists[i]);
        else
            Py_XDECREF(lists[i]);
    return result;
}

/* Tell whether the full stop at `at` follows a word of one letter. */
static int is_abbreviated(PyObject *text, Py_ssize_t at)
{
    return PyUnicode_READ_CHAR(text, at) == '.' && at && Py_UNICODE_ISALPHA(PyUnicode_READ_CHAR(text, at - 1)) &&
           (at == 1 || !Py_UNICODE_ISALPHA(PyUnicode_READ_CHAR(text, at - 2)));
}

/* Where what breaks a text at `at` ends, `at` itself if nothing does. */
static Py_ssize_t break_end(const Tokenizer *self, PyObject *text, Py_ssize_t at)
{
    const int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    const Py_UCS4 letter = PyUnicode_READ(kind, data, at);
    if (letter == '\n')
        return at + 1;
    if (!(class_of(self, letter) & STOP))
        return at;
    const Py_ssize_t end = run(self, kind, data, length, at + 1, CLOSER);
    return end < length && class_of(self, PyUnicode_READ(kind, data, end)) & SPACE ? end : at;
}

static int append_sentence(PyObject *sentences, Py_ssize_t first, Py_ssize_t beyond)
{
    PyObject *sentence = Py_BuildValue("nn", first, beyond);
    const int failed = !sentence || PyList_Append(sentences, sentence) < 0;
    Py_XDECREF(sentence);
    return failed ? -1 : 0;
}

static PyObject *split_sentences(PyObject *object, PyObject *const *arguments, Py_ssize_t given)
{
    const Tokenizer *self = (Tokenizer *)object;
    if (given != 2 || !PyList_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "expected a text and the list of where its tokens start");
        return NULL;
    }
    PyObject *text = arguments[0], *starts = arguments[1];
    PyObject *sentences = is_text(text) ? PyList_New(0) : NULL;
    if (!sentences)
        return NULL;
    const Py_ssize_t length = PyUnicode_GET_LENGTH(text), count = PyList_GET_SIZE(starts);
    Py_ssize_t first = 0, beyond = 0;
    for (Py_ssize_t at = 0; at < length; at++) {
        const Py_ssize_t end = break_end(self, text, at);
        if (end == at)
            continue;
        while (beyond < count && PyLong_AsSsize_t(PyList_GET_ITEM(starts, beyond)) < end)
            beyond++;
        if (beyond > first && !(end == at + 1 && is_abbreviated(text, at))) {
            if (append_sentence(sentences, first, beyond) < 0)
                goto failed;
            first = beyond;
        }
    }
    if ((first < count && append_sentence(sentences, first, count) < 0) || PyErr_Occurred())
        goto failed;
    return sentences;
failed:
    Py_DECREF(sentences);
    return NULL;
}

static PyObject *has_foreign_letters(PyObject *object, PyObject *text)
{
    const Tokenizer *self = (Tokenizer *)object;
    if (!is_text(text))
        return NULL;
    const int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t at = 0; at < length; at++)
        if (class_of(self, PyUnicode_READ(kind, data, at)) & FOREIGN)
            Py_RETURN_TRUE;
    Py_RETURN_FALSE;
}

static int init(PyObject *object, PyObject *arguments, PyObject *keywords)
{
    static char *names[] = {"find", "make", "classes", "folds", "limit", NULL};
    Tokenizer *self = (Tokenizer *)object;
    PyObject *find, *make, *from, *to;
    Py_buffer classes;
    Py_ssize_t limit;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "OOy*(UU)n:Tokenizer", names, &find, &make, &classes, &from,
                                     &to, &limit))
        return -1;
    const int fits = classes.len == (Py_ssize_t)sizeof self->classes && limit > 0 &&
                     PyUnicode_GET_LENGTH(from) == PyUnicode_GET_LENGTH(to);
    if (fits)
        memcpy(self->classes, classes.buf, sizeof self->classes);
    PyBuffer_Release(&classes);
    if (!fits) {
        PyErr_SetString(PyExc_ValueError,
                        "classes of 65,536 code points in 16 bits each, as many letters as folds, and a limit above 0");
        return -1;
    }
    Py_XSETREF(self->find, Py_NewRef(find));
    Py_XSETREF(self->make, Py_NewRef(make));
    Py_XSETREF(self->from, Py_NewRef(from));
    Py_XSETREF(self->to, Py_NewRef(to));
    self->limit = limit;
    forget(self);
    return self->slots ? 0 : grow(self);
}

static void dealloc(PyObject *object)
{
    Tokenizer *self = (Tokenizer *)object;
    forget(self);
    free(self->words);
    for (Py_ssize_t at = 0; at < NUMBERS; at++)
        Py_XDECREF(self->numbers[at]);
    Py_XDECREF(self->find);
    Py_XDECREF(self->make);
    Py_XDECREF(self->from);
    Py_XDECREF(self->to);
    Py_TYPE(object)->tp_free(object);
}

static PyMethodDef methods[] = {
    {"tokenize", tokenize, METH_O,
     "Return the tokens of a text as six lists: surfaces, starts, ends, normal and folded forms, words."},
    {"split_sentences", (PyCFunction)(void (*)(void))split_sentences, METH_FASTCALL,
     "Return the sentences of a text, of whose tokens the starts are given, as ranges of tokens."},
    {"has_foreign_letters", has_foreign_letters, METH_O,
     "Tell whether a letter of a text is one that Arabic does not write."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "stream.annotate._tokens.Tokenizer",
    .tp_basicsize = sizeof(Tokenizer),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Splits text by a table of character classes, and keeps the forms of word types up to a limit.",
    .tp_new = PyType_GenericNew,
    .tp_init = init,
    .tp_dealloc = dealloc,
    .tp_methods = methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_tokens", "The tokeniser.", -1, NULL, NULL, NULL, NULL,
                                    NULL};

PyMODINIT_FUNC PyInit__tokens(void)
{
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddType(made, &type) < 0)
        Py_CLEAR(made);
    return made;
}
