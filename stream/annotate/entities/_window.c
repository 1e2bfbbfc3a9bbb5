/* The window layers of `window.py` on whole numbers, for processors with AVX-512 VNNI.
 *
 * The same scores as NumPy's, to the last bit: products of whole numbers are added in 32-bit integers, which is
 * exact, and every step on floating-point numbers is a single-precision operation by itself, in the order of
 * `window.py` (this file is compiled without contraction to fused operations). `window.py` uses this module where
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
    SIZE = 64,          /* numbers in the vector of a word type */
    WIDTH = 96,         /* outputs of the near and of the far layer */
    LABELS_PADDED = 16, /* columns of the label weights */
    ROWS = 4,           /* rows computed together, so that each weight is loaded once for all of them */
    NEAR_OFFSETS = 5,
    FAR_OFFSETS = 3,
    FAR_STEP = 2,
    MARGIN = 2, /* empty rows before, between and behind sentences */
    LANES = 16, /* 32-bit numbers in a register */
    PARTS = WIDTH / LANES,
    TOGETHER = 256, /* tokens of sentences computed together: what lies between the layers stays in the cache */
    MIDDLE = 128, /* what vpdpbusd wants unsigned is stored with so much added */
};

typedef struct {
    const int8_t *weights; /* [offset][input / 4][output][4]: vpdpbusd takes four inputs */
    const int32_t *start;  /* what sums begin with: takes off again what MIDDLE adds to them */
    const float *factor, *offset;
} Layer;

typedef struct {
    const int16_t *weights; /* [input / 2][label][2]: vpdpwssd takes pairs of inputs */
    const float *factor, *offset;
} Head;

typedef struct {
    Layer near, far;
    Head head;
    const int32_t *mark_sums; /* [mark][offset][output]: what a mark adds to the near layer's sums */
    int labels;
    float residual, near_most, wide_most;
} Network;

/* Some sentences laid out in rows, with MARGIN empty ones around each. */
typedef struct {
    uint8_t *vectors;   /* [row][SIZE], MIDDLE added */
    uint8_t *marks;     /* [row]: of the listed name that a token belongs to; 0 for none */
    uint8_t *middle;    /* [row][WIDTH]: outputs of the near layer */
    Py_ssize_t *places; /* [token]: its row; ROWS more behind, so that the last group is full */
    Py_ssize_t tokens;
} Chunk;

/* _mm512_dpbusd_epi32, which GCC 12 surrounds with as many moves between registers */
VNNI static inline void add_products(__m512i *total, __m512i bytes, __m512i weights)
{
    __asm__("vpdpbusd %2, %1, %0" : "+v"(*total) : "v"(bytes), "v"(weights));
}

/* sums[row][output] += inputs[row][0 .. 4 * fours] times weights; half of the outputs fit into registers */
VNNI static inline void multiply(const uint8_t *const inputs[ROWS], int fours, const int8_t *weights,
                                 int32_t sums[ROWS][WIDTH])
{
    for (int half = 0; half < WIDTH; half += WIDTH / 2) {
        __m512i total[ROWS][PARTS / 2];
        for (int row = 0; row < ROWS; row++)
            for (int part = 0; part < PARTS / 2; part++)
                total[row][part] = _mm512_loadu_si512(sums[row] + half + part * LANES);
        for (int four = 0; four < fours; four++) {
            const int8_t *w = weights + (four * WIDTH + half) * 4;
            const __m512i first = _mm512_loadu_si512(w), second = _mm512_loadu_si512(w + 64),
                          third = _mm512_loadu_si512(w + 128);
            for (int row = 0; row < ROWS; row++) {
                int32_t together;
                memcpy(&together, inputs[row] + 4 * four, sizeof together);
                const __m512i x = _mm512_set1_epi32(together);
                add_products(&total[row][0], x, first);
                add_products(&total[row][1], x, second);
                add_products(&total[row][2], x, third);
            }
        }
        for (int row = 0; row < ROWS; row++)
            for (int part = 0; part < PARTS / 2; part++)
                _mm512_storeu_si512(sums[row] + half + part * LANES, total[row][part]);
    }
}

VNNI static inline __m512 scale(const int32_t *sums, const float *factor, const float *offset)
{
    const __m512 whole = _mm512_cvtepi32_ps(_mm512_loadu_si512(sums));
    return _mm512_add_ps(_mm512_mul_ps(whole, _mm512_loadu_ps(factor)), _mm512_loadu_ps(offset));
}

/* From 0 to `most`, rounded half to even. */
VNNI static inline __m512i clip(__m512 values, float most)
{
    const __m512 within = _mm512_min_ps(_mm512_max_ps(values, _mm512_setzero_ps()), _mm512_set1_ps(most));
    return _mm512_cvt_roundps_epi32(within, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

VNNI static inline void near_rows(const Network *net, const Chunk *chunk, const Py_ssize_t *places)
{
    int32_t sums[ROWS][WIDTH];
    for (int row = 0; row < ROWS; row++)
        memcpy(sums[row], net->near.start, sizeof sums[row]);
    for (int at = 0; at < NEAR_OFFSETS; at++) {
        const uint8_t *inputs[ROWS];
        for (int row = 0; row < ROWS; row++)
            inputs[row] = chunk->vectors + (places[row] + at - NEAR_OFFSETS / 2) * SIZE;
        multiply(inputs, SIZE / 4, net->near.weights + (size_t)at * SIZE * WIDTH, sums);
    }
    for (int row = 0; row < ROWS; row++) {
        for (int at = 0; at < NEAR_OFFSETS; at++) {
            const int mark = chunk->marks[places[row] + at - NEAR_OFFSETS / 2];
            const int32_t *more = net->mark_sums + (mark * NEAR_OFFSETS + at) * WIDTH;
            for (int i = 0; mark && i < WIDTH; i++)
                sums[row][i] += more[i];
        }
        for (int part = 0; part < PARTS; part++) {
            const int i = part * LANES;
            const __m512i out = clip(scale(sums[row] + i, net->near.factor + i, net->near.offset + i),
                                     net->near_most);
            _mm_storeu_si128((__m128i *)(chunk->middle + places[row] * WIDTH + i), _mm512_cvtepi32_epi8(out));
        }
    }
}

VNNI static inline void far_rows(const Network *net, const Chunk *chunk, const Py_ssize_t *places,
                                 float results[ROWS][LABELS_PADDED])
{
    int32_t sums[ROWS][WIDTH];
    for (int row = 0; row < ROWS; row++)
        memcpy(sums[row], net->far.start, sizeof sums[row]);
    for (int at = 0; at < FAR_OFFSETS; at++) {
        const uint8_t *inputs[ROWS];
        for (int row = 0; row < ROWS; row++)
            inputs[row] = chunk->middle + (places[row] + (at - FAR_OFFSETS / 2) * FAR_STEP) * WIDTH;
        multiply(inputs, WIDTH / 4, net->far.weights + (size_t)at * WIDTH * WIDTH, sums);
    }
    int16_t wide[ROWS][WIDTH];
    for (int row = 0; row < ROWS; row++)
        for (int part = 0; part < PARTS; part++) {
            const int i = part * LANES;
            const __m128i own = _mm_loadu_si128((const __m128i *)(chunk->middle + places[row] * WIDTH + i));
            const __m512 beside = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(own)),
                                                _mm512_set1_ps(net->residual));
            const __m512 moved = scale(sums[row] + i, net->far.factor + i, net->far.offset + i);
            const __m512 positive = _mm512_max_ps(moved, _mm512_setzero_ps());
            const __m512i out = clip(_mm512_add_ps(positive, beside), net->wide_most);
            _mm256_storeu_si256((__m256i *)(wide[row] + i), _mm512_cvtepi32_epi16(out));
        }
    __m512i labels[ROWS];
    for (int row = 0; row < ROWS; row++)
        labels[row] = _mm512_setzero_si512();
    for (int pair = 0; pair < WIDTH / 2; pair++) {
        const __m512i w = _mm512_loadu_si512(net->head.weights + (size_t)pair * LABELS_PADDED * 2);
        for (int row = 0; row < ROWS; row++) {
            int32_t both;
            memcpy(&both, wide[row] + 2 * pair, sizeof both);
            labels[row] = _mm512_dpwssd_epi32(labels[row], _mm512_set1_epi32(both), w);
        }
    }
    for (int row = 0; row < ROWS; row++) {
        _mm512_storeu_si512(sums[row], labels[row]);
        _mm512_storeu_ps(results[row], scale(sums[row], net->head.factor, net->head.offset));
    }
}

VNNI static void all_rows(const Network *net, const Chunk *chunk, float *scores)
{
    for (Py_ssize_t first = 0; first < chunk->tokens; first += ROWS)
        near_rows(net, chunk, chunk->places + first);
    for (Py_ssize_t first = 0; first < chunk->tokens; first += ROWS) {
        float results[ROWS][LABELS_PADDED];
        far_rows(net, chunk, chunk->places + first, results);
        for (Py_ssize_t row = 0; row < ROWS && first + row < chunk->tokens; row++)
            memcpy(scores + (first + row) * net->labels, results[row], sizeof(float) * (size_t)net->labels);
    }
}

/* Lay sentences out: vectors and marks of their tokens. */
static void lay_out(Chunk *chunk, const int8_t *types, const int32_t *rows, const uint8_t *marks,
                    const int32_t *lengths, Py_ssize_t sentences)
{
    Py_ssize_t token = 0, place = 0;
    for (Py_ssize_t sentence = 0; sentence <= sentences; sentence++) {
        memset(chunk->vectors + place * SIZE, MIDDLE, MARGIN * SIZE);
        memset(chunk->middle + place * WIDTH, 0, MARGIN * WIDTH);
        memset(chunk->marks + place, 0, MARGIN);
        place += MARGIN;
        for (int32_t i = 0; sentence < sentences && i < lengths[sentence]; i++, token++, place++) {
            const int8_t *vector = types + (Py_ssize_t)rows[token] * SIZE;
            for (int j = 0; j < SIZE; j++)
                chunk->vectors[place * SIZE + j] = (uint8_t)(vector[j] + MIDDLE);
            chunk->marks[place] = marks[token];
            chunk->places[token] = place;
        }
    }
    chunk->tokens = token;
    for (int i = 0; i < ROWS; i++) /* the last group is filled up with copies that nobody reads */
        chunk->places[token + i] = chunk->places[token - 1];
}

static int fits(const Py_buffer *buffer, Py_ssize_t count, size_t item)
{
    return buffer->len == count * (Py_ssize_t)item;
}

static int within(const int32_t *numbers, Py_ssize_t count, Py_ssize_t least, Py_ssize_t beyond)
{
    for (Py_ssize_t i = 0; i < count; i++)
        if (numbers[i] < least || numbers[i] >= beyond)
            return 0;
    return 1;
}

/* How many sentences from the first on are computed together; `tokens` gets the number of their tokens. */
static Py_ssize_t together(const int32_t *lengths, Py_ssize_t sentences, Py_ssize_t *tokens)
{
    Py_ssize_t count = 1;
    *tokens = lengths[0];
    while (count < sentences && *tokens + lengths[count] <= TOGETHER)
        *tokens += lengths[count++];
    return count;
}

/* Fill the scores of a batch whose sizes are checked; 0 where there is no memory. */
static int compute(const Network *net, const int8_t *types, const int32_t *rows, const uint8_t *marks,
                   const int32_t *lengths, Py_ssize_t sentences, float *scores)
{
    Py_ssize_t most = TOGETHER, tokens;
    for (Py_ssize_t i = 0; i < sentences; i++)
        most = lengths[i] > most ? lengths[i] : most;
    const size_t most_rows = (size_t)(most + MARGIN * (TOGETHER + 1));
    Chunk chunk = {malloc(most_rows * SIZE), malloc(most_rows), malloc(most_rows * WIDTH),
                   malloc((size_t)(most + ROWS) * sizeof(Py_ssize_t)), 0};
    const int enough = chunk.vectors && chunk.marks && chunk.middle && chunk.places;
    while (enough && sentences) {
        const Py_ssize_t taken = together(lengths, sentences, &tokens);
        lay_out(&chunk, types, rows, marks, lengths, taken);
        all_rows(net, &chunk, scores);
        rows += tokens;
        marks += tokens;
        scores += tokens * net->labels;
        lengths += taken;
        sentences -= taken;
    }
    free(chunk.vectors);
    free(chunk.marks);
    free(chunk.middle);
    free(chunk.places);
    return enough;
}

static PyObject *scores(PyObject *self, PyObject *arguments)
{
    Py_buffer types, rows, marks, lengths, near_w, near_s, near_f, near_o, far_w, far_s, far_f, far_o, head_w, head_f,
        head_o, mark_sums, result;
    Network net;
    (void)self;
    /* no tuples within: PyArg_ParseTuple keeps room for one buffer an outer argument, and writes beyond it */
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*iy*y*y*y*y*y*y*y*y*y*y*y*fffw*:scores", &types, &rows, &marks,
                          &lengths, &net.labels, &near_w, &near_s, &near_f, &near_o, &far_w, &far_s, &far_f, &far_o,
                          &head_w, &head_f, &head_o, &mark_sums, &net.residual, &net.near_most, &net.wide_most,
                          &result))
        return NULL;
    net.near = (Layer){near_w.buf, near_s.buf, near_f.buf, near_o.buf};
    net.far = (Layer){far_w.buf, far_s.buf, far_f.buf, far_o.buf};
    net.head = (Head){head_w.buf, head_f.buf, head_o.buf};
    net.mark_sums = mark_sums.buf;
    const Py_ssize_t tokens = marks.len, sentences = lengths.len / (Py_ssize_t)sizeof(int32_t);
    const Py_ssize_t kinds = mark_sums.len / (Py_ssize_t)(NEAR_OFFSETS * WIDTH * sizeof(int32_t));
    int ok = net.labels > 0 && net.labels <= LABELS_PADDED && fits(&rows, tokens, sizeof(int32_t)) &&
             fits(&result, tokens * net.labels, sizeof(float)) && fits(&near_w, NEAR_OFFSETS * SIZE * WIDTH, 1) &&
             fits(&far_w, FAR_OFFSETS * WIDTH * WIDTH, 1) &&
             fits(&head_w, WIDTH * LABELS_PADDED, sizeof(int16_t)) && fits(&near_s, WIDTH, sizeof(int32_t)) &&
             fits(&near_f, WIDTH, sizeof(float)) && fits(&near_o, WIDTH, sizeof(float)) &&
             fits(&far_s, WIDTH, sizeof(int32_t)) && fits(&far_f, WIDTH, sizeof(float)) && fits(&far_o, WIDTH, sizeof(float)) &&
             fits(&head_f, LABELS_PADDED, sizeof(float)) && fits(&head_o, LABELS_PADDED, sizeof(float)) &&
             within(rows.buf, tokens, 0, types.len / SIZE) && within(lengths.buf, sentences, 1, tokens + 1);
    Py_ssize_t missing = tokens;
    for (Py_ssize_t i = 0; ok && i < sentences; i++)
        missing -= ((const int32_t *)lengths.buf)[i];
    for (Py_ssize_t i = 0; ok && i < tokens; i++)
        ok = ((const uint8_t *)marks.buf)[i] < kinds;
    if (!ok || missing)
        PyErr_SetString(PyExc_ValueError, "arrays of wrong sizes, or a row or mark that there is not");
    else {
        int enough;
        Py_BEGIN_ALLOW_THREADS
        enough = compute(&net, types.buf, rows.buf, marks.buf, lengths.buf, sentences, result.buf);
        Py_END_ALLOW_THREADS
        if (!enough)
            PyErr_NoMemory();
    }
    Py_buffer *held[] = {&types, &rows,  &marks, &lengths, &near_w, &near_s, &near_f,    &near_o, &far_w,
                         &far_s, &far_f, &far_o, &head_w,  &head_f, &head_o, &mark_sums, &result};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        PyBuffer_Release(held[i]);
    if (PyErr_Occurred())
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"scores", scores, METH_VARARGS,
     "Fill the label scores of all tokens (see `Window.scores`); ValueError on wrong sizes."},
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
