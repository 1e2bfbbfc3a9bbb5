/* BLAKE2b (RFC 7693) of many texts at once: four in the four 64-bit lanes of AVX2, with the digests of `hashlib`.
 *
 * One text after the other, `hashlib` takes 1.5 µs a kilobyte; a lane that has done with its text takes the next one.
 * Where the processor has no AVX2 the module cannot be imported, and `digests.py` asks `hashlib`, with which a test
 * compares it.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

enum { LANES = 4, BLOCK = 128, WORDS = 16, ROUNDS = 12, LONGEST = 64 };

static const uint64_t START[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static const uint8_t ORDER[ROUNDS][WORDS] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
};

/* What a lane is at: a text in parts, how much of it is taken, and its number. */
typedef struct {
    PyObject *parts;
    Py_ssize_t part, at; /* which part comes next, and from which of its bytes on */
    Py_ssize_t length, taken, number; /* number is -1 in a lane that has nothing to do */
} Lane;

static Py_ssize_t length_of(PyObject *parts)
{
    Py_ssize_t length = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(parts); i++)
        length += PyBytes_GET_SIZE(PyTuple_GET_ITEM(parts, i));
    return length;
}

/* Take the next block of a lane: where it lies, or in `room` where parts meet, or end, which zeros then follow. */
static const uint8_t *take(Lane *lane, uint8_t room[BLOCK])
{
    int filled = 0;
    while (filled < BLOCK && lane->taken < lane->length) {
        PyObject *part = PyTuple_GET_ITEM(lane->parts, lane->part);
        const uint8_t *bytes = (const uint8_t *)PyBytes_AS_STRING(part) + lane->at;
        const Py_ssize_t rest = PyBytes_GET_SIZE(part) - lane->at;
        const Py_ssize_t count = rest < BLOCK - filled ? rest : BLOCK - filled;
        lane->at += count;
        lane->taken += count;
        if (count == BLOCK)
            return bytes;
        memcpy(room + filled, bytes, (size_t)count);
        filled += (int)count;
        if (count == rest) {
            lane->part++;
            lane->at = 0;
        }
    }
    memset(room + filled, 0, (size_t)(BLOCK - filled));
    return room;
}

/* Read the words of a block of each lane: word i of lane k is element k of words[i]. */
AVX2 static inline void read_words(const uint8_t *const blocks[LANES], __m256i words[WORDS])
{
    for (int i = 0; i < WORDS; i += LANES) {
        const __m256i a = _mm256_loadu_si256((const __m256i *)(blocks[0] + 8 * i));
        const __m256i b = _mm256_loadu_si256((const __m256i *)(blocks[1] + 8 * i));
        const __m256i c = _mm256_loadu_si256((const __m256i *)(blocks[2] + 8 * i));
        const __m256i d = _mm256_loadu_si256((const __m256i *)(blocks[3] + 8 * i));
        const __m256i ab0 = _mm256_unpacklo_epi64(a, b), ab1 = _mm256_unpackhi_epi64(a, b);
        const __m256i cd0 = _mm256_unpacklo_epi64(c, d), cd1 = _mm256_unpackhi_epi64(c, d);
        words[i] = _mm256_permute2x128_si256(ab0, cd0, 0x20);
        words[i + 1] = _mm256_permute2x128_si256(ab1, cd1, 0x20);
        words[i + 2] = _mm256_permute2x128_si256(ab0, cd0, 0x31);
        words[i + 3] = _mm256_permute2x128_si256(ab1, cd1, 0x31);
    }
}

/* Half of the function G of the standard: a += b + word, and so on with two of its four turns. */
#define HALF(a, b, c, d, word, turn_d, turn_b)                                                                        \
    a = _mm256_add_epi64(_mm256_add_epi64(a, b), word);                                                               \
    d = turn_d(_mm256_xor_si256(d, a));                                                                               \
    c = _mm256_add_epi64(c, d);                                                                                       \
    b = turn_b(_mm256_xor_si256(b, c));
#define BY_32(x) _mm256_shuffle_epi32(x, 0xB1)
#define BY_24(x) _mm256_shuffle_epi8(x, by_24)
#define BY_16(x) _mm256_shuffle_epi8(x, by_16)
#define BY_63(x) _mm256_or_si256(_mm256_srli_epi64(x, 63), _mm256_add_epi64(x, x))
#define MIX(a, b, c, d, at)                                                                                           \
    HALF(v[a], v[b], v[c], v[d], words[ORDER[round][at]], BY_32, BY_24)                                               \
    HALF(v[a], v[b], v[c], v[d], words[ORDER[round][at + 1]], BY_16, BY_63)

/* Take in a block of each lane; `counts` are the bytes so far with it, `last` all ones in lanes that end with it. */
AVX2 static void compress(__m256i state[8], const uint8_t *const blocks[LANES], __m256i counts, __m256i last)
{
    const __m256i by_24 = _mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 0, 1,
                                           2, 11, 12, 13, 14, 15, 8, 9, 10);
    const __m256i by_16 = _mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5, 6, 7, 0,
                                           1, 10, 11, 12, 13, 14, 15, 8, 9);
    __m256i words[WORDS], v[16];
    read_words(blocks, words);
    for (int i = 0; i < 8; i++) {
        v[i] = state[i];
        v[i + 8] = _mm256_set1_epi64x((long long)START[i]);
    }
    v[12] = _mm256_xor_si256(v[12], counts);
    v[14] = _mm256_xor_si256(v[14], last);
#pragma GCC unroll 12
    for (int round = 0; round < ROUNDS; round++) {
        MIX(0, 4, 8, 12, 0)
        MIX(1, 5, 9, 13, 2)
        MIX(2, 6, 10, 14, 4)
        MIX(3, 7, 11, 15, 6)
        MIX(0, 5, 10, 15, 8)
        MIX(1, 6, 11, 12, 10)
        MIX(2, 7, 8, 13, 12)
        MIX(3, 4, 9, 14, 14)
    }
    for (int i = 0; i < 8; i++)
        state[i] = _mm256_xor_si256(state[i], _mm256_xor_si256(v[i], v[i + 8]));
}

static PyObject *hexadecimal(const uint64_t state[8][LANES], int lane, int size)
{
    static const char DIGITS[] = "0123456789abcdef";
    PyObject *made = PyUnicode_New(2 * size, 127);
    if (made) {
        Py_UCS1 *letters = PyUnicode_1BYTE_DATA(made);
        for (int at = 0; at < size; at++) {
            const unsigned byte = state[at / 8][lane] >> 8 * (at % 8) & 255;
            letters[2 * at] = (Py_UCS1)DIGITS[byte >> 4];
            letters[2 * at + 1] = (Py_UCS1)DIGITS[byte & 15];
        }
    }
    return made;
}

/* Fill a list with the digests of the texts; -1 and an exception if there is no memory. */
AVX2 static int digest(PyObject *texts, PyObject *digests, int size)
{
    const Py_ssize_t count = PyList_GET_SIZE(texts);
    Lane lanes[LANES];
    union {
        __m256i vectors[8];
        uint64_t words[8][LANES];
    } state;
    uint8_t room[LANES][BLOCK];
    Py_ssize_t next = 0;
    int busy = 0;
    for (int k = 0; k < LANES; k++)
        lanes[k].number = -1;
    memset(&state, 0, sizeof state);
    memset(room, 0, sizeof room);
    do {
        const uint8_t *blocks[LANES];
        uint64_t counts[LANES] = {0}, last[LANES] = {0};
        busy = 0;
        for (int k = 0; k < LANES; k++) {
            Lane *lane = &lanes[k];
            if (lane->number < 0 && next < count) {
                PyObject *parts = PyList_GET_ITEM(texts, next);
                *lane = (Lane){.parts = parts, .length = length_of(parts), .number = next++};
                for (int i = 0; i < 8; i++)
                    state.words[i][k] = START[i];
                state.words[0][k] ^= 0x01010000u ^ (unsigned)size;
            }
            blocks[k] = room[k];
            if (lane->number < 0)
                continue;
            busy = 1;
            blocks[k] = take(lane, room[k]);
            counts[k] = (uint64_t)lane->taken;
            if (lane->taken == lane->length)
                last[k] = ~(uint64_t)0;
        }
        if (!busy)
            break;
        compress(state.vectors, blocks, _mm256_loadu_si256((const __m256i *)counts),
                 _mm256_loadu_si256((const __m256i *)last));
        for (int k = 0; k < LANES; k++)
            if (last[k]) {
                PyObject *made = hexadecimal(state.words, k, size);
                if (!made)
                    return -1;
                PyList_SET_ITEM(digests, lanes[k].number, made);
                lanes[k].number = -1;
            }
    } while (busy);
    return 0;
}

static int is_parts(PyObject *object)
{
    int ok = PyTuple_Check(object);
    for (Py_ssize_t i = 0; ok && i < PyTuple_GET_SIZE(object); i++)
        ok = PyBytes_Check(PyTuple_GET_ITEM(object, i));
    return ok;
}

static PyObject *hexdigests(PyObject *self, PyObject *arguments)
{
    PyObject *texts;
    int size;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "O!i:hexdigests", &PyList_Type, &texts, &size))
        return NULL;
    if (size < 1 || size > LONGEST) {
        PyErr_SetString(PyExc_ValueError, "a digest has 1 to 64 bytes");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(texts); i++)
        if (!is_parts(PyList_GET_ITEM(texts, i))) {
            PyErr_SetString(PyExc_TypeError, "a text is a tuple of bytes");
            return NULL;
        }
    PyObject *digests = PyList_New(PyList_GET_SIZE(texts));
    if (digests && digest(texts, digests, size) < 0)
        Py_CLEAR(digests);
    return digests;
}

static PyMethodDef methods[] = {
    {"hexdigests", hexdigests, METH_VARARGS, "Return the BLAKE2b digests of texts in parts, of so many bytes, in hexadecimal."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_blake2b", "BLAKE2b of many texts at once.", -1, methods,
                                    NULL, NULL, NULL, NULL};
#endif

PyMODINIT_FUNC PyInit__blake2b(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2"))
        return PyModule_Create(&module);
#endif
    PyErr_SetString(PyExc_ImportError, "the processor has no AVX2");
    return NULL;
}
