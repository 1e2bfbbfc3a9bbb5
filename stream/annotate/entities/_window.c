/* The window layers of `network.py` on whole numbers, for processors with AVX-512 VNNI.
 *
 * The same scores as NumPy's, to the last bit: products of whole numbers are added in 32-bit integers, which is
 * exact, and every step on floating-point numbers is a single-precision operation by itself, in the order of
 * `network.py` (this file is compiled without contraction to fused operations). `network.py` uses this module where
 * it is there and NumPy where it is not; a test compares the two.
 *
 * Importing it raises ImportError on other processors: there NumPy's matrix product is as fast.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <immintrin.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

enum {
    WIDTH = 96,         /* outputs of the near and of the far layer */
    LABELS_PADDED = 16, /* columns of the label weights */
    ROWS = 4,           /* rows computed together, so that each weight is loaded once for all of them */
    NEAR_OFFSETS = 5,
    FAR_OFFSETS = 3,
    FAR_STEP = 2,
};

typedef struct {
    const int16_t *weights; /* [input / 2][output][2]: vpdpwssd takes pairs of inputs */
    const float *factor, *offset;
} Layer;

typedef struct {
    const float *weights; /* [input][label] */
    const float *factor, *offset;
} Head;

typedef struct {
    Layer near, far;
    Head head;
    int size, labels;
    float residual, near_most, wide_most;
} Network;

/* sums[row][output] += inputs[row][0 .. 2 * pairs] times weights; half of the outputs fit into registers */
VNNI static inline void multiply(const int16_t *const inputs[ROWS], int pairs, const int16_t *weights, int32_t *sums)
{
    for (int half = 0; half < WIDTH; half += WIDTH / 2) {
        __m512i total[ROWS][3];
        for (int row = 0; row < ROWS; row++)
            for (int i = 0; i < 3; i++)
                total[row][i] = _mm512_loadu_si512(sums + row * WIDTH + half + i * 16);
        for (int pair = 0; pair < pairs; pair++) {
            const int16_t *w = weights + ((size_t)pair * WIDTH + half) * 2;
            const __m512i first = _mm512_loadu_si512(w), second = _mm512_loadu_si512(w + 32),
                          third = _mm512_loadu_si512(w + 64);
            for (int row = 0; row < ROWS; row++) {
                int32_t both;
                memcpy(&both, inputs[row] + 2 * pair, sizeof both);
                const __m512i x = _mm512_set1_epi32(both);
                total[row][0] = _mm512_dpwssd_epi32(total[row][0], x, first);
                total[row][1] = _mm512_dpwssd_epi32(total[row][1], x, second);
                total[row][2] = _mm512_dpwssd_epi32(total[row][2], x, third);
            }
        }
        for (int row = 0; row < ROWS; row++)
            for (int i = 0; i < 3; i++)
                _mm512_storeu_si512(sums + row * WIDTH + half + i * 16, total[row][i]);
    }
}

/* Sums over rows of `size` numbers at `count` offsets, `step` rows apart, around each of ROWS places. */
VNNI static inline void window(const int16_t *source, const Py_ssize_t *places, int count, int step, int size,
                               const Layer *layer, int32_t *sums)
{
    memset(sums, 0, sizeof(int32_t) * ROWS * WIDTH);
    for (int at = 0; at < count; at++) {
        const int16_t *inputs[ROWS];
        for (int row = 0; row < ROWS; row++)
            inputs[row] = source + (places[row] + (Py_ssize_t)(at - count / 2) * step) * size;
        multiply(inputs, size / 2, layer->weights + (size_t)at * size * WIDTH, sums);
    }
}

/* From 0 to `most`, rounded half to even: beside 2^23 a float has no room for a fraction. */
static inline float clip(float value, float most)
{
    const float within = value < 0.0f ? 0.0f : value > most ? most : value;
    return (within + 8388608.0f) - 8388608.0f;
}

VNNI static void near_rows(const Network *net, const int16_t *vectors, const Py_ssize_t *places, int rows,
                           int16_t *middle)
{
    int32_t sums[ROWS * WIDTH];
    window(vectors, places, NEAR_OFFSETS, 1, net->size, &net->near, sums);
    for (int row = 0; row < rows; row++) {
        int16_t *out = middle + places[row] * WIDTH;
        for (int i = 0; i < WIDTH; i++) {
            const float scaled = (float)sums[row * WIDTH + i] * net->near.factor[i];
            out[i] = (int16_t)clip(scaled + net->near.offset[i], net->near_most);
        }
    }
}

VNNI static void far_rows(const Network *net, const int16_t *middle, const Py_ssize_t *places, int rows, float *scores)
{
    int32_t sums[ROWS * WIDTH];
    window(middle, places, FAR_OFFSETS, FAR_STEP, WIDTH, &net->far, sums);
    float wide[ROWS][WIDTH], label_sums[ROWS][LABELS_PADDED] = {{0}};
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < WIDTH; i++) {
            const float scaled = (float)sums[row * WIDTH + i] * net->far.factor[i];
            const float moved = scaled + net->far.offset[i];
            const float beside = (float)middle[places[row] * WIDTH + i] * net->residual;
            const float positive = moved < 0.0f ? 0.0f : moved;
            wide[row][i] = clip(positive + beside, net->wide_most);
        }
    for (int i = 0; i < WIDTH; i++)
        for (int row = 0; row < ROWS; row++)
            for (int label = 0; label < LABELS_PADDED; label++) /* whole numbers below 2^24: exact */
                label_sums[row][label] += wide[row][i] * net->head.weights[i * LABELS_PADDED + label];
    for (int row = 0; row < rows; row++)
        for (int label = 0; label < net->labels; label++) {
            const float scaled = label_sums[row][label] * net->head.factor[label];
            scores[places[row] * net->labels + label] = scaled + net->head.offset[label];
        }
}

/* Take the next ROWS places; the last group is filled up with copies of its first, which nobody reads. */
static int group(const Py_ssize_t *places, Py_ssize_t count, Py_ssize_t first, Py_ssize_t *taken)
{
    const int rows = count - first < ROWS ? (int)(count - first) : ROWS;
    for (int row = 0; row < ROWS; row++)
        taken[row] = places[first + (row < rows ? row : 0)];
    return rows;
}

static void all_rows(const Network *net, const int16_t *vectors, const Py_ssize_t *places, Py_ssize_t count,
                     int16_t *middle, float *scores)
{
    Py_ssize_t taken[ROWS];
    for (Py_ssize_t first = 0; first < count; first += ROWS) {
        const int rows = group(places, count, first, taken);
        near_rows(net, vectors, taken, rows, middle);
    }
    for (Py_ssize_t first = 0; first < count; first += ROWS) {
        const int rows = group(places, count, first, taken);
        far_rows(net, middle, taken, rows, scores);
    }
}

static int fits(const Py_buffer *buffer, Py_ssize_t count, size_t item)
{
    return buffer->len == count * (Py_ssize_t)item;
}

static PyObject *scores(PyObject *self, PyObject *arguments)
{
    Py_buffer vectors, places, near_w, near_f, near_o, far_w, far_f, far_o, head_w, head_f, head_o, result;
    Network net;
    Py_ssize_t rows;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "y*y*nii(y*y*y*)(y*y*y*)(y*y*y*)fffw*:scores", &vectors, &places, &rows,
                          &net.size, &net.labels, &near_w, &near_f, &near_o, &far_w, &far_f, &far_o, &head_w, &head_f,
                          &head_o, &net.residual, &net.near_most, &net.wide_most, &result))
        return NULL;
    net.near = (Layer){near_w.buf, near_f.buf, near_o.buf};
    net.far = (Layer){far_w.buf, far_f.buf, far_o.buf};
    net.head = (Head){head_w.buf, head_f.buf, head_o.buf};
    const Py_ssize_t *place = places.buf, count = places.len / (Py_ssize_t)sizeof(Py_ssize_t);
    const Py_ssize_t window_size = (Py_ssize_t)NEAR_OFFSETS * net.size * WIDTH;
    int ok = net.size % 2 == 0 && net.labels <= LABELS_PADDED && fits(&vectors, rows * net.size, sizeof(int16_t)) &&
             fits(&result, rows * net.labels, sizeof(float)) && fits(&near_w, window_size, sizeof(int16_t)) &&
             fits(&far_w, FAR_OFFSETS * WIDTH * WIDTH, sizeof(int16_t)) &&
             fits(&head_w, WIDTH * LABELS_PADDED, sizeof(float)) && fits(&near_f, WIDTH, sizeof(float)) &&
             fits(&near_o, WIDTH, sizeof(float)) && fits(&far_f, WIDTH, sizeof(float)) &&
             fits(&far_o, WIDTH, sizeof(float)) && fits(&head_f, net.labels, sizeof(float)) &&
             fits(&head_o, net.labels, sizeof(float));
    for (Py_ssize_t i = 0; ok && i < count; i++)
        ok = place[i] >= 2 && place[i] + 2 < rows;
    int16_t *middle = ok ? calloc((size_t)rows * WIDTH + 1, sizeof *middle) : NULL;
    if (!ok)
        PyErr_SetString(PyExc_ValueError, "arrays of wrong sizes, or a place nearer than 2 rows to an edge");
    else if (!middle)
        PyErr_NoMemory();
    else {
        Py_BEGIN_ALLOW_THREADS
        all_rows(&net, vectors.buf, place, count, middle, result.buf);
        Py_END_ALLOW_THREADS
        free(middle);
    }
    Py_buffer *held[] = {&vectors, &places, &near_w, &near_f, &near_o, &far_w,
                         &far_f,   &far_o,  &head_w, &head_f, &head_o, &result};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        PyBuffer_Release(held[i]);
    if (PyErr_Occurred())
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"scores", scores, METH_VARARGS,
     "Fill label scores of the rows at the places given (see `Network.scores`); ValueError on wrong sizes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_window", "Window layers on whole numbers.", -1, methods,
                                    NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__window(void)
{
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx512vnni") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512vl")) {
        PyErr_SetString(PyExc_ImportError, "this processor has no AVX-512 VNNI");
        return NULL;
    }
    return PyModule_Create(&module);
}
