/* `Network.encode` of `network.py` in C, for any processor: from what is known of word types to their vectors.
 *
 * Sums of doubles in an order of their own: NumPy's differ in the last digits, which rounding to whole numbers takes
 * away again. Compiled without contraction to fused operations, so that every processor makes the same sums.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "_arrays.h"

enum {
    LETTERS = 48, /* numbers in the vector of a letter group */
    SIZE = 64,    /* numbers in the vector of a known word, and in what comes out */
    HIDDEN = 192,
    STEPS = 127,  /* largest whole number that comes out */
    TOGETHER = 4, /* word types computed together, for which weights are read once */
    LANES = 4,    /* doubles in what GCC computes at once */
};

typedef double Lanes __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

/* The arrays of `WordFeatures`, a row for each word type. */
typedef struct {
    const int32_t *rows, *stem_rows, *groups;
    const int8_t *proclitics, *shapes;
    const uint32_t *flags;
    const float *frequency;
    Py_ssize_t count, group_limit;
} Types;

typedef struct {
    const int8_t *groups, *vectors;                                 /* [bucket][LETTERS], [row][SIZE] */
    const double *bias, *frequency, *proclitics, *shapes, *flags;   /* each row [HIDDEN] */
    const double *group, *word, *stem;                              /* [LETTERS or SIZE][HIDDEN] */
    const double *out, *out_bias;                                   /* [HIDDEN][SIZE], [SIZE] */
    double groups_scale, vectors_scale, unit;
} Network;

#define INLINE static inline __attribute__((always_inline))

/* Add inputs times weights [inputs][outputs] to the sums of the types that are computed together. */
INLINE void multiply(const double *inputs, int input_count, const double *weights, int outputs, double *sums)
{
    for (int first = 0; first < outputs; first += 2 * LANES) {
        Lanes totals[TOGETHER][2];
        for (int type = 0; type < TOGETHER; type++) {
            totals[type][0] = *(const Lanes *)(sums + type * outputs + first);
            totals[type][1] = *(const Lanes *)(sums + type * outputs + first + LANES);
        }
        for (int input = 0; input < input_count; input++) {
            const Lanes left = *(const Lanes *)(weights + input * outputs + first),
                        right = *(const Lanes *)(weights + input * outputs + first + LANES);
            for (int type = 0; type < TOGETHER; type++) {
                totals[type][0] += inputs[type * input_count + input] * left;
                totals[type][1] += inputs[type * input_count + input] * right;
            }
        }
        for (int type = 0; type < TOGETHER; type++) {
            *(Lanes *)(sums + type * outputs + first) = totals[type][0];
            *(Lanes *)(sums + type * outputs + first + LANES) = totals[type][1];
        }
    }
}

INLINE void add(double *sums, double times, const double *row)
{
    for (int i = 0; i < HIDDEN; i++)
        sums[i] += times * row[i];
}

/* The sum of the letter groups' vectors over the root of their number. */
INLINE void letters_of(const Network *net, const int32_t *groups, Py_ssize_t limit, double *inputs)
{
    int16_t sums[LETTERS] = {0};
    int count = 0;
    for (Py_ssize_t i = 0; i < limit; i++)
        if (groups[i] >= 0) {
            const int8_t *vector = net->groups + (ptrdiff_t)groups[i] * LETTERS;
            for (int j = 0; j < LETTERS; j++)
                sums[j] = (int16_t)(sums[j] + vector[j]);
            count++;
        }
    const double root = sqrt(count ? count : 1);
    for (int j = 0; j < LETTERS; j++)
        inputs[j] = sums[j] / root * net->groups_scale;
}

/* Add what the vectors of known words make, times weights; `rows` are -1 for others, and none of them may be known. */
INLINE void add_known(const Network *net, const int32_t *rows, int count, const double *weights, double *hidden)
{
    double inputs[TOGETHER * SIZE] = {0};
    int known = 0;
    for (int type = 0; type < count; type++)
        if (rows[type] >= 0) {
            for (int i = 0; i < SIZE; i++)
                inputs[type * SIZE + i] = net->vectors[(ptrdiff_t)rows[type] * SIZE + i] * net->vectors_scale;
            known = 1;
        }
    if (known)
        multiply(inputs, SIZE, weights, HIDDEN, hidden);
}

INLINE void encode_all(const Network *net, const Types *types, int8_t *result)
{
    for (Py_ssize_t first = 0; first < types->count; first += TOGETHER) {
        const int count = types->count - first < TOGETHER ? (int)(types->count - first) : TOGETHER;
        double hidden[TOGETHER * HIDDEN] = {0}, letters[TOGETHER * LETTERS] = {0}, out[TOGETHER * SIZE] = {0};
        for (int type = 0; type < count; type++) {
            const Py_ssize_t at = first + type;
            double *sums = hidden + type * HIDDEN;
            memcpy(sums, net->bias, HIDDEN * sizeof *sums);
            add(sums, types->frequency[at] / 10, net->frequency);
            add(sums, 1, net->proclitics + types->proclitics[at] * HIDDEN);
            add(sums, 1, net->shapes + types->shapes[at] * HIDDEN);
            for (uint32_t flags = types->flags[at]; flags; flags &= flags - 1)
                add(sums, 1, net->flags + __builtin_ctz(flags) * HIDDEN);
            letters_of(net, types->groups + at * types->group_limit, types->group_limit, letters + type * LETTERS);
        }
        multiply(letters, LETTERS, net->group, HIDDEN, hidden);
        add_known(net, types->rows + first, count, net->word, hidden);
        add_known(net, types->stem_rows + first, count, net->stem, hidden);
        for (int i = 0; i < TOGETHER * HIDDEN; i++)
            hidden[i] = hidden[i] > 0 ? hidden[i] : 0;
        multiply(hidden, HIDDEN, net->out, SIZE, out);
        for (int i = 0; i < count * SIZE; i++) {
            const double steps = rint((out[i] + net->out_bias[i % SIZE]) / net->unit);
            result[first * SIZE + i] = (int8_t)(steps < -STEPS ? -STEPS : steps > STEPS ? STEPS : steps);
        }
    }
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void encode_avx2(const Network *net, const Types *types, int8_t *result)
{
    encode_all(net, types, result);
}
#endif

static void encode_types(const Network *net, const Types *types, int8_t *result)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        encode_avx2(net, types, result);
        return;
    }
#endif
    encode_all(net, types, result);
}

/* Tell whether all numbers, rows of a table, are at most its last; those below 0 stand for none. */
static int below(const int32_t *numbers, Py_ssize_t count, Py_ssize_t beyond)
{
    return within(numbers, count, INT32_MIN, beyond);
}

static int within_table(const int8_t *numbers, Py_ssize_t count, Py_ssize_t beyond)
{
    for (Py_ssize_t i = 0; i < count; i++)
        if (numbers[i] < 0 || numbers[i] >= beyond)
            return 0;
    return 1;
}

static PyObject *encode(PyObject *self, PyObject *arguments)
{
    enum { FLAGS = 32, ROW = HIDDEN * sizeof(double) };
    Py_buffer rows, stem_rows, proclitics, shapes, flags, frequency, groups, result, group_table, vector_table, bias,
        frequency_w, proclitic_w, shape_w, flag_w, group_w, word_w, stem_w, out_w, out_bias;
    Network net;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*y*y*w*dddy*y*y*y*y*y*y*y*y*y*y*y*:encode", &rows, &stem_rows,
                          &proclitics, &shapes, &flags, &frequency, &groups, &result, &net.groups_scale,
                          &net.vectors_scale, &net.unit, &group_table, &vector_table, &bias, &frequency_w,
                          &proclitic_w, &shape_w, &flag_w, &group_w, &word_w, &stem_w, &out_w, &out_bias))
        return NULL;
    const Py_ssize_t count = proclitics.len, limit = count ? groups.len / count / (Py_ssize_t)sizeof(int32_t) : 0;
    const Types types = {rows.buf,   stem_rows.buf, groups.buf,    proclitics.buf, shapes.buf,
                         flags.buf,  frequency.buf, count,         limit};
    net.groups = group_table.buf;
    net.vectors = vector_table.buf;
    net.bias = bias.buf;
    net.frequency = frequency_w.buf;
    net.proclitics = proclitic_w.buf;
    net.shapes = shape_w.buf;
    net.flags = flag_w.buf;
    net.group = group_w.buf;
    net.word = word_w.buf;
    net.stem = stem_w.buf;
    net.out = out_w.buf;
    net.out_bias = out_bias.buf;
    const int ok =
        fits(&rows, count, sizeof(int32_t)) && fits(&stem_rows, count, sizeof(int32_t)) && fits(&shapes, count, 1) &&
        fits(&flags, count, sizeof(uint32_t)) && fits(&frequency, count, sizeof(float)) &&
        fits(&groups, count * limit, sizeof(int32_t)) && fits(&result, count, SIZE) && fits(&bias, 1, ROW) &&
        fits(&frequency_w, 1, ROW) && fits(&flag_w, FLAGS, ROW) && fits(&group_w, LETTERS, ROW) &&
        fits(&word_w, SIZE, ROW) && fits(&stem_w, SIZE, ROW) && fits(&out_w, SIZE, ROW) &&
        fits(&out_bias, SIZE, sizeof(double)) && below(types.rows, count, vector_table.len / SIZE) &&
        below(types.stem_rows, count, vector_table.len / SIZE) &&
        below(types.groups, count * limit, group_table.len / LETTERS) &&
        within_table(types.proclitics, count, proclitic_w.len / ROW) && within_table(types.shapes, count, shape_w.len / ROW);
    if (ok) {
        Py_BEGIN_ALLOW_THREADS
        encode_types(&net, &types, result.buf);
        Py_END_ALLOW_THREADS
    } else
        PyErr_SetString(PyExc_ValueError, "arrays of wrong sizes, or a row that there is not");
    Py_buffer *held[] = {&rows,        &stem_rows,    &proclitics, &shapes,      &flags,   &frequency, &groups,
                         &result,      &group_table,  &vector_table, &bias,      &frequency_w, &proclitic_w, &shape_w,
                         &flag_w,      &group_w,      &word_w,     &stem_w,      &out_w,   &out_bias};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        PyBuffer_Release(held[i]);
    if (!ok)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"encode", encode, METH_VARARGS, "Fill the vectors of word types (see `Network.encode`); ValueError on wrong sizes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_encode", "Vectors of word types.", -1, methods, NULL,
                                    NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__encode(void)
{
#ifdef __x86_64__
    __builtin_cpu_init();
#endif
    return PyModule_Create(&module);
}
