/* The window layers of `window.py` on whole numbers, for processors with AVX-512 VNNI or AVX2.
 *
 * The same scores as NumPy's, to the last bit: products of whole numbers are added in 32-bit integers, which is
 * exact, and every step on floating-point numbers is a single-precision operation by itself, in the order of
 * `window.py` (this file is compiled without contraction to fused operations). `window.py` uses this module where
 * it is there and NumPy where it is not; a test compares every kernel that the processor has with NumPy.
 *
 * Importing it raises ImportError on other processors.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "_arrays.h"
#include "_window.h"
#ifdef __x86_64__
#include "_window_avx2.h"
#include "_window_avx512.h"
#endif

enum {
    TOGETHER = 256, /* tokens of sentences computed together: what lies between the layers stays in the cache */
    MOST_KERNELS = 2,
    LINE = 64, /* bytes of a cache line */
};

static const Kernel *kernels[MOST_KERNELS]; /* those that the processor has, the fastest first */
static int kernel_count;

static void find_kernels(void)
{
    kernel_count = 0;
#ifdef __x86_64__
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        kernels[kernel_count++] = &AVX512_KERNEL;
    if (__builtin_cpu_supports("avx2"))
        kernels[kernel_count++] = &AVX2_KERNEL;
#endif
}

static const Kernel *kernel_of(const char *name)
{
    for (int i = 0; i < kernel_count; i++)
        if (!strcmp(kernels[i]->name, name))
            return kernels[i];
    PyErr_Format(PyExc_ValueError, "no kernel %.100s for this processor", name);
    return NULL;
}

/* Lay sentences out: types and marks of their tokens. */
static void lay_out(Chunk *chunk, const int32_t *types, const uint8_t *marks, const int32_t *lengths,
                    Py_ssize_t sentences)
{
    Py_ssize_t token = 0, row = 0;
    for (Py_ssize_t sentence = 0; sentence <= sentences; sentence++) {
        for (int i = 0; i < MARGIN; i++, row++) {
            chunk->types[row] = NO_TYPE;
            chunk->marks[row] = 0;
        }
        for (int32_t i = 0; sentence < sentences && i < lengths[sentence]; i++, token++, row++) {
            chunk->types[row] = types[token];
            chunk->marks[row] = marks[token];
            chunk->places[token] = row;
        }
    }
    chunk->rows = row;
    chunk->tokens = token;
    for (int i = 0; i < GROUP; i++) /* the last group is filled up with copies that nobody reads */
        chunk->places[token + i] = chunk->places[token - 1];
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
static int compute(const Kernel *kernel, const Network *net, const Types *types, const int32_t *rows,
                   const uint8_t *marks, const int32_t *lengths, Py_ssize_t sentences, float *scores)
{
    Py_ssize_t most = TOGETHER, tokens;
    for (Py_ssize_t i = 0; i < sentences; i++)
        most = lengths[i] > most ? lengths[i] : most;
    const size_t most_rows = (size_t)(most + MARGIN * (TOGETHER + 1) + LINE) / LINE * LINE;
    Chunk chunk = {malloc(most_rows * sizeof *chunk.types), malloc(most_rows),
                   malloc((size_t)(most + GROUP) * sizeof *chunk.places), 0, 0,
                   aligned_alloc(LINE, most_rows * kernel->row_bytes)};
    const int enough = chunk.types && chunk.marks && chunk.places && chunk.room;
    while (enough && sentences) {
        const Py_ssize_t taken = together(lengths, sentences, &tokens);
        lay_out(&chunk, rows, marks, lengths, taken);
        kernel->scores(net, types, &chunk, scores);
        rows += tokens;
        marks += tokens;
        scores += tokens * net->labels;
        lengths += taken;
        sentences -= taken;
    }
    free(chunk.types);
    free(chunk.marks);
    free(chunk.places);
    free(chunk.room);
    return enough;
}

static PyObject *scores(PyObject *self, PyObject *arguments)
{
    Py_buffer vectors, rows, marks, lengths, products, near_w, near_s, near_f, near_o, far_w, far_s, far_f, far_o,
        head_w, head_f, head_o, mark_sums, result;
    const char *name;
    Network net;
    (void)self;
    /* no tuples within: PyArg_ParseTuple keeps room for one buffer an outer argument, and writes beyond it */
    if (!PyArg_ParseTuple(arguments, "sy*y*y*y*y*w*ifffy*y*y*y*y*y*y*y*y*y*y*y*:scores", &name, &vectors, &rows,
                          &marks, &lengths, &products, &result, &net.labels, &net.residual, &net.near_most,
                          &net.wide_most, &near_w, &near_s, &near_f, &near_o, &far_w, &far_s, &far_f, &far_o,
                          &head_w, &head_f, &head_o, &mark_sums))
        return NULL;
    net.near = (Layer){near_w.buf, near_s.buf, near_f.buf, near_o.buf};
    net.far = (Layer){far_w.buf, far_s.buf, far_f.buf, far_o.buf};
    net.head_weights = head_w.buf;
    net.head_factor = head_f.buf;
    net.head_offset = head_o.buf;
    net.mark_sums = mark_sums.buf;
    const Kernel *kernel = kernel_of(name);
    const size_t weight = kernel ? kernel->weight_bytes : 0;
    const Py_ssize_t tokens = marks.len, sentences = lengths.len / (Py_ssize_t)sizeof(int32_t);
    const Py_ssize_t kinds = mark_sums.len / (Py_ssize_t)(PRODUCTS * sizeof(int32_t));
    const Types types = {vectors.buf, products.buf, products.len / (Py_ssize_t)(PRODUCTS * sizeof(int32_t))};
    int ok = net.labels > 0 && net.labels <= LABELS_PADDED && fits(&rows, tokens, sizeof(int32_t)) &&
             fits(&result, tokens * net.labels, sizeof(float)) &&
             fits(&near_w, NEAR_OFFSETS * SIZE * WIDTH, weight) &&
             fits(&far_w, FAR_OFFSETS * WIDTH * WIDTH, weight) &&
             fits(&head_w, WIDTH * LABELS_PADDED, sizeof(int16_t)) && fits(&near_s, WIDTH, sizeof(int32_t)) &&
             fits(&near_f, WIDTH, sizeof(float)) && fits(&near_o, WIDTH, sizeof(float)) &&
             fits(&far_s, WIDTH, sizeof(int32_t)) && fits(&far_f, WIDTH, sizeof(float)) &&
             fits(&far_o, WIDTH, sizeof(float)) && fits(&head_f, LABELS_PADDED, sizeof(float)) &&
             fits(&head_o, LABELS_PADDED, sizeof(float)) && within(rows.buf, tokens, 0, vectors.len / SIZE) &&
             within(lengths.buf, sentences, 1, tokens + 1);
    Py_ssize_t missing = tokens;
    for (Py_ssize_t i = 0; ok && i < sentences; i++)
        missing -= ((const int32_t *)lengths.buf)[i];
    for (Py_ssize_t i = 0; ok && i < tokens; i++)
        ok = ((const uint8_t *)marks.buf)[i] < kinds;
    if (kernel && (!ok || missing))
        PyErr_SetString(PyExc_ValueError, "arrays of wrong sizes, or a row or mark that there is not");
    else if (kernel) {
        int enough;
        Py_BEGIN_ALLOW_THREADS
        enough = compute(kernel, &net, &types, rows.buf, marks.buf, lengths.buf, sentences, result.buf);
        Py_END_ALLOW_THREADS
        if (!enough)
            PyErr_NoMemory();
    }
    Py_buffer *held[] = {&vectors, &rows,  &marks, &lengths, &products, &near_w, &near_s, &near_f,    &near_o,
                         &far_w,   &far_s,    &far_f, &far_o, &head_w,  &head_f, &head_o, &mark_sums, &result};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        PyBuffer_Release(held[i]);
    if (PyErr_Occurred())
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *products(PyObject *self, PyObject *arguments)
{
    Py_buffer near_w, vectors, result;
    const char *name;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "sy*y*w*:products", &name, &near_w, &vectors, &result))
        return NULL;
    const Kernel *kernel = kernel_of(name);
    const Py_ssize_t types = vectors.len / SIZE;
    if (kernel && (!kernel->products || !fits(&near_w, NEAR_OFFSETS * SIZE * WIDTH, kernel->weight_bytes) ||
                   !fits(&vectors, types, SIZE) || !fits(&result, types, PRODUCTS * sizeof(int32_t))))
        PyErr_SetString(PyExc_ValueError, "arrays of wrong sizes, or a kernel without products");
    else if (kernel)
        kernel->products(near_w.buf, vectors.buf, types, result.buf);
    PyBuffer_Release(&near_w);
    PyBuffer_Release(&vectors);
    PyBuffer_Release(&result);
    if (PyErr_Occurred())
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"scores", scores, METH_VARARGS,
     "Fill the label scores of all tokens (see `Window.scores`); ValueError on wrong sizes."},
    {"products", products, METH_VARARGS,
     "Fill what the near layer makes of word types (see `Window.products`); ValueError on wrong sizes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_window", "Window layers on whole numbers.", -1, methods,
                                    NULL, NULL, NULL, NULL};

/* The module, with the names of the kernels as `KERNELS`. */
PyMODINIT_FUNC PyInit__window(void)
{
    find_kernels();
    if (!kernel_count) {
        PyErr_SetString(PyExc_ImportError, "this processor has neither AVX-512 VNNI nor AVX2");
        return NULL;
    }
    PyObject *made = PyModule_Create(&module), *names = PyTuple_New(kernel_count);
    for (int i = 0; made && names && i < kernel_count; i++) {
        PyObject *name = PyUnicode_FromString(kernels[i]->name);
        if (!name)
            Py_CLEAR(made);
        else
            PyTuple_SET_ITEM(names, i, name);
    }
    if (made && (!names || PyModule_AddObjectRef(made, "KERNELS", names) < 0))
        Py_CLEAR(made);
    Py_XDECREF(names);
    return made;
}
