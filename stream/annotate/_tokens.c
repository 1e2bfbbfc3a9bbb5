/* The tokeniser of `text.py` in C: the same tokens, with the forms of every word type kept.
 *
 * `text.py` makes the table of character classes from the patterns of its own tokeniser, so that what a letter or a
 * mark is stands in one place. A test compares the two on arbitrary text.
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
};

enum { CLASSES = 65536, FIRST_SLOTS = 1024 };

typedef struct {
    PyObject *surface, *normal, *folded;
    uint64_t hash;
} Word;

typedef struct {
    PyObject_HEAD
    PyObject *forms; /* called with a surface that is not kept yet nor PLAIN, returns (normal, folded) */
    Py_ssize_t limit, used, slots;
    Word *words; /* open addressing, linear probing; half of the slots stay free */
    uint16_t classes[CLASSES];
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
    return Py_UNICODE_ISALNUM(letter) ? LETTER | INNER : 0;
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

static void forget(Tokenizer *self)
{
    for (Py_ssize_t at = 0; at < self->slots; at++) {
        Py_CLEAR(self->words[at].surface);
        Py_CLEAR(self->words[at].normal);
        Py_CLEAR(self->words[at].folded);
    }
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

/* Ask for the forms of a word; most words are their own. */
static int find_forms(const Tokenizer *self, PyObject *surface, PyObject **normal, PyObject **folded)
{
    const Py_ssize_t length = PyUnicode_GET_LENGTH(surface);
    if (run(self, (int)PyUnicode_KIND(surface), PyUnicode_DATA(surface), length, 0, PLAIN) == length) {
        *normal = Py_NewRef(surface);
        *folded = Py_NewRef(surface);
        return 0;
    }
    PyObject *forms = PyObject_CallOneArg(self->forms, surface);
    const int ok = forms && PyArg_ParseTuple(forms, "UU:forms", normal, folded);
    if (ok) {
        Py_INCREF(*normal);
        Py_INCREF(*folded);
    }
    Py_XDECREF(forms);
    return ok ? 0 : -1;
}

/* Learn the word at these bounds of a text. */
static int learn(Tokenizer *self, PyObject *text, uint64_t hash, Bounds bounds)
{
    PyObject *surface = PyUnicode_Substring(text, bounds.start, bounds.end), *normal, *folded;
    if (!surface || find_forms(self, surface, &normal, &folded) < 0) {
        Py_XDECREF(surface);
        return -1;
    }
    if (self->used >= self->limit)
        forget(self);
    if (2 * self->used >= self->slots && grow(self) < 0) {
        Py_DECREF(surface);
        Py_DECREF(normal);
        Py_DECREF(folded);
        return -1;
    }
    Word *word = slot(self, hash, PyUnicode_KIND(text), PyUnicode_DATA(text), bounds);
    if (word->surface) { /* another thread was faster */
        Py_DECREF(surface);
        Py_DECREF(normal);
        Py_DECREF(folded);
        return 0;
    }
    *word = (Word){surface, normal, folded, hash};
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

static int fill(Tokenizer *self, PyObject *text, int kind, const Bounds *found, Py_ssize_t count,
                PyObject *const lists[5])
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
        PyObject *start = PyLong_FromSsize_t(found[at].start), *end = PyLong_FromSsize_t(found[at].end);
        PyList_SET_ITEM(lists[0], at, Py_NewRef(word->surface));
        PyList_SET_ITEM(lists[1], at, start);
        PyList_SET_ITEM(lists[2], at, end);
        PyList_SET_ITEM(lists[3], at, Py_NewRef(word->normal));
        PyList_SET_ITEM(lists[4], at, Py_NewRef(word->folded));
        if (!start || !end)
            return -1;
    }
    return 0;
}

static PyObject *tokenize(PyObject *object, PyObject *text)
{
    Tokenizer *self = (Tokenizer *)object;
    if (!PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "expected a str, not %.100s", Py_TYPE(text)->tp_name);
        return NULL;
    }
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
    PyObject *lists[5] = {NULL};
    int ok = 1;
    for (int i = 0; i < 5 && ok; i++)
        ok = (lists[i] = PyList_New(count)) != NULL;
    if (ok)
        ok = fill(self, text, (int)PyUnicode_KIND(text), found, count, lists) == 0;
    free(found);
    PyObject *result = ok ? PyTuple_Pack(5, lists[0], lists[1], lists[2], lists[3], lists[4]) : NULL;
    for (int i = 0; i < 5; i++)
        Py_XDECREF(lists[i]);
    return result;
}

static int init(PyObject *object, PyObject *arguments, PyObject *keywords)
{
    static char *names[] = {"forms", "classes", "limit", NULL};
    Tokenizer *self = (Tokenizer *)object;
    PyObject *forms;
    Py_buffer classes;
    Py_ssize_t limit;
    if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "Oy*n:Tokenizer", names, &forms, &classes, &limit))
        return -1;
    const int fits = classes.len == (Py_ssize_t)sizeof self->classes && limit > 0;
    if (fits)
        memcpy(self->classes, classes.buf, sizeof self->classes);
    PyBuffer_Release(&classes);
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "classes of 65,536 code points in 16 bits each, and a limit above 0");
        return -1;
    }
    Py_XSETREF(self->forms, Py_NewRef(forms));
    self->limit = limit;
    forget(self);
    return self->slots ? 0 : grow(self);
}

static void dealloc(PyObject *object)
{
    Tokenizer *self = (Tokenizer *)object;
    forget(self);
    free(self->words);
    Py_XDECREF(self->forms);
    Py_TYPE(object)->tp_free(object);
}

static PyMethodDef methods[] = {
    {"tokenize", tokenize, METH_O,
     "Return the tokens of a text as five lists: surfaces, starts, ends, normal and folded forms."},
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
