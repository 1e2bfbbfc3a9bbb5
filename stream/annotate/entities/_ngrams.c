/* The buckets of the letter groups of stems, as `ngrams` in `wordtypes.py` finds them, which a test compares. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { SHORTEST = 2, LONGEST = 4, SIZES = LONGEST - SHORTEST + 1 };

static uint32_t remainders[256]; /* of CRC-32 (ISO 3309), as in zlib */

/* The buckets of the first groups of a stem between its marks: those of 3 letters, then of 4, then of 2. */
static void fill_row(const uint8_t *marked, Py_ssize_t bytes, Py_ssize_t letters, uint32_t buckets, int32_t *row,
                     Py_ssize_t limit)
{
    const Py_ssize_t threes = letters > 2 ? letters - 2 : 0, fours = letters > 3 ? letters - 3 : 0;
    const Py_ssize_t first[SIZES] = {threes + fours, 0, threes}; /* place of the first group of 2, of 3, of 4 */
    for (Py_ssize_t group = 0, start = 0; start < bytes && group < limit; group++) {
        uint32_t crc = ~0u;
        Py_ssize_t next = start, end = start;
        for (int size = 1; size <= LONGEST && end < bytes; size++) {
            do
                crc = remainders[(crc ^ marked[end++]) & 255] ^ crc >> 8;
            while (end < bytes && (marked[end] & 0xC0) == 0x80);
            if (size == 1)
                next = end;
            else if (first[size - SHORTEST] + group < limit)
                row[first[size - SHORTEST] + group] = (int32_t)(~crc % buckets);
        }
        start = next;
    }
}

static int fill_stem(PyObject *stem, uint32_t buckets, int32_t *row, Py_ssize_t limit)
{
    PyObject *marked = PyUnicode_FromFormat("<%U>", stem);
    PyObject *bytes = marked ? PyUnicode_AsEncodedString(marked, "utf-8", "surrogatepass") : NULL;
    if (bytes)
        fill_row((const uint8_t *)PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), PyUnicode_GET_LENGTH(marked),
                 buckets, row, limit);
    const int ok = bytes != NULL;
    Py_XDECREF(marked);
    Py_XDECREF(bytes);
    return ok;
}

static PyObject *fill(PyObject *self, PyObject *arguments)
{
    PyObject *stems;
    Py_buffer rows;
    unsigned int buckets;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "O!w*I:fill", &PyList_Type, &stems, &rows, &buckets))
        return NULL;
    const Py_ssize_t count = PyList_GET_SIZE(stems), all = rows.len / (Py_ssize_t)sizeof(int32_t);
    const Py_ssize_t limit = count ? all / count : 0;
    int ok = buckets && (rows.len == count * limit * (Py_ssize_t)sizeof(int32_t));
    if (!ok)
        PyErr_SetString(PyExc_ValueError, "rows of equal length, and at least one bucket");
    for (Py_ssize_t i = 0; ok && i < count; i++) {
        PyObject *stem = PyList_GET_ITEM(stems, i);
        ok = PyUnicode_Check(stem) && fill_stem(stem, buckets, (int32_t *)rows.buf + i * limit, limit);
        if (!ok && !PyErr_Occurred())
            PyErr_Format(PyExc_TypeError, "expected a str, not %.100s", Py_TYPE(stem)->tp_name);
    }
    PyBuffer_Release(&rows);
    if (!ok)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"fill", fill, METH_VARARGS,
     "Write the buckets of the first letter groups of each stem into its row; what is behind them stays."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_ngrams", "Letter groups.", -1, methods, NULL, NULL, NULL,
                                    NULL};

PyMODINIT_FUNC PyInit__ngrams(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; bit++)
            rest = rest & 1 ? rest >> 1 ^ 0xEDB88320u : rest >> 1;
        remainders[byte] = rest;
    }
    return PyModule_Create(&module);
}
