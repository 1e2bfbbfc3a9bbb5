/* Records as Kafka keeps them in a batch (message format v2), one behind the other.
 *
 * https://kafka.apache.org/documentation/#record: each number is a zigzag varint. `records.py` has the same in Python;
 * a test compares both with aiokafka's own builder.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { FIRST_ROOM = 4096, LONGEST_VARINT = 10 };

typedef struct {
    PyObject_HEAD
    uint8_t *bytes;
    Py_ssize_t size, room; /* bytes written, bytes there are */
    Py_ssize_t count, views; /* records, and who looks at the bytes, which must not move then */
    int64_t first, last; /* timestamp of the first record, and the greatest */
} Records;

static uint64_t zigzag(int64_t number)
{
    return ((uint64_t)number << 1) ^ (uint64_t)(number >> 63);
}

static int varint_size(int64_t number)
{
    int size = 1;
    for (uint64_t rest = zigzag(number); rest > 0x7f; rest >>= 7)
        size++;
    return size;
}

static uint8_t *put_varint(uint8_t *to, int64_t number)
{
    uint64_t rest = zigzag(number);
    for (; rest > 0x7f; rest >>= 7)
        *to++ = (uint8_t)(rest | 0x80);
    *to++ = (uint8_t)rest;
    return to;
}

/* What may be missing has the length -1. */
static Py_ssize_t text_size(Py_ssize_t length)
{
    return varint_size(length) + (length < 0 ? 0 : length);
}

static uint8_t *put_text(uint8_t *to, const char *text, Py_ssize_t length)
{
    to = put_varint(to, length);
    if (length > 0) {
        memcpy(to, text, (size_t)length);
        to += length;
    }
    return to;
}

/* Return the length of bytes, -1 of None, -2 with an exception of anything else. */
static Py_ssize_t length_of(PyObject *value, const char *what)
{
    if (value == Py_None)
        return -1;
    if (PyBytes_Check(value))
        return PyBytes_GET_SIZE(value);
    PyErr_Format(PyExc_TypeError, "the %s of a record is bytes or None, not %.100s", what, Py_TYPE(value)->tp_name);
    return -2;
}

/* Return the bytes that a header takes, -1 with an exception if it is none. */
static Py_ssize_t header_size(PyObject *header)
{
    Py_ssize_t name, value;
    if (!PyTuple_Check(header) || PyTuple_GET_SIZE(header) != 2 || !PyUnicode_Check(PyTuple_GET_ITEM(header, 0))) {
        PyErr_SetString(PyExc_TypeError, "a header is a tuple of a string and a value");
        return -1;
    }
    if (!PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(header, 0), &name)
        || (value = length_of(PyTuple_GET_ITEM(header, 1), "header's value")) < -1)
        return -1;
    return text_size(name) + text_size(value);
}

static uint8_t *put_bytes(uint8_t *to, PyObject *value)
{
    return value == Py_None ? put_varint(to, -1) : put_text(to, PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value));
}

static uint8_t *put_header(uint8_t *to, PyObject *header)
{
    Py_ssize_t length;
    const char *name = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(header, 0), &length);
    return put_bytes(put_text(to, name, length), PyTuple_GET_ITEM(header, 1));
}

static int make_room(Records *self, Py_ssize_t size)
{
    if (self->views) {
        PyErr_SetString(PyExc_BufferError, "nothing can be added while the bytes are looked at");
        return -1;
    }
    if (size <= self->room - self->size)
        return 0;
    Py_ssize_t room = 2 * self->room > FIRST_ROOM ? 2 * self->room : FIRST_ROOM;
    if (room - self->size < size)
        room = self->size + size;
    uint8_t *bytes = PyMem_RawRealloc(self->bytes, (size_t)room);
    if (!bytes) {
        PyErr_NoMemory();
        return -1;
    }
    self->bytes = bytes;
    self->room = room;
    return 0;
}

static PyObject *append(Records *self, PyObject *const *arguments, Py_ssize_t given)
{
    if (given != 4) {
        PyErr_SetString(PyExc_TypeError, "append takes timestamp, key, value and headers");
        return NULL;
    }
    PyObject *key = arguments[1], *value = arguments[2], *headers = arguments[3];
    if (!PyList_Check(headers)) {
        PyErr_SetString(PyExc_TypeError, "headers are a list");
        return NULL;
    }
    const int64_t timestamp = PyLong_AsLongLong(arguments[0]);
    if (timestamp == -1 && PyErr_Occurred())
        return NULL;
    const Py_ssize_t key_length = length_of(key, "key");
    if (key_length < -1)
        return NULL;
    const Py_ssize_t value_length = length_of(value, "value");
    if (value_length < -1)
        return NULL;
    const int64_t later = self->count ? timestamp - self->first : 0;
    const Py_ssize_t number = PyList_GET_SIZE(headers);
    Py_ssize_t size = 1 + varint_size(later) + varint_size(self->count) + text_size(key_length) + text_size(value_length)
                      + varint_size(number);
    for (Py_ssize_t i = 0; i < number; i++) {
        const Py_ssize_t more = header_size(PyList_GET_ITEM(headers, i));
        if (more < 0)
            return NULL;
        size += more;
    }
    if (make_room(self, LONGEST_VARINT + size) < 0)
        return NULL;
    uint8_t *to = put_varint(self->bytes + self->size, size);
    *to++ = 0; /* attributes, of which there are none yet */
    to = put_varint(put_varint(to, later), self->count);
    to = put_varint(put_bytes(put_bytes(to, key), value), number);
    for (Py_ssize_t i = 0; i < number; i++)
        to = put_header(to, PyList_GET_ITEM(headers, i));
    self->size = to - self->bytes;
    if (!self->count)
        self->first = self->last = timestamp;
    else if (timestamp > self->last)
        self->last = timestamp;
    self->count++;
    Py_RETURN_NONE;
}

static int get_buffer(Records *self, Py_buffer *view, int flags)
{
    if (PyBuffer_FillInfo(view, (PyObject *)self, self->bytes, self->size, 1, flags) < 0)
        return -1;
    self->views++;
    return 0;
}

static void release_buffer(Records *self, Py_buffer *view)
{
    (void)view;
    self->views--;
}

static PyObject *count(Records *self, void *closure)
{
    (void)closure;
    return PyLong_FromSsize_t(self->count);
}

static PyObject *data(Records *self, void *closure)
{
    (void)closure;
    return PyMemoryView_FromObject((PyObject *)self);
}

static PyObject *span(Records *self, void *closure)
{
    (void)closure;
    return Py_BuildValue("LL", (long long)self->first, (long long)self->last);
}

static void dealloc(Records *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyMem_RawFree(self->bytes);
    type->tp_free((PyObject *)self);
    Py_DECREF(type);
}

static PyMethodDef methods[] = {
    {"append", (PyCFunction)(void (*)(void))append, METH_FASTCALL, "Add a record: timestamp, key, value, headers."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef attributes[] = {
    {"count", (getter)count, NULL, "How many there are.", NULL},
    {"data", (getter)data, NULL, "Their bytes; nothing can be added while somebody has them.", NULL},
    {"span", (getter)span, NULL, "The timestamp of the first record, and the greatest.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_dealloc, dealloc},
    {Py_tp_methods, methods},
    {Py_tp_getset, attributes},
    {Py_bf_getbuffer, get_buffer},
    {Py_bf_releasebuffer, release_buffer},
    {0, NULL},
};

static PyType_Spec spec = {"stream.kafka._records.Records", sizeof(Records), 0, Py_TPFLAGS_DEFAULT, slots};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_records", "Kafka's records.", -1, NULL, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__records(void)
{
    PyObject *made = PyModule_Create(&module), *type = made ? PyType_FromSpec(&spec) : NULL;
    if (!type || PyModule_AddObject(made, "Records", type) < 0) {
        Py_XDECREF(type);
        Py_CLEAR(made);
    }
    return made;
}
