/* `decode.py` in C, for any processor: the same labels, and chances that differ in the last digits of a double.
 *
 * Compiled without contraction to fused operations: path scores are single-precision sums in the order of NumPy's.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS = 9, OUTSIDE = 0 };

typedef struct {
    const float *scores, *transitions; /* [token][LABELS], [before][after] */
    double following[LABELS][LABELS];  /* exp of the transitions, [before][after] */
    float certain;
    int8_t *labels;
    double *chances;
    int8_t (*back)[LABELS];     /* room for the longest sentence: the label before, on the best path */
    double (*weights)[LABELS];  /* exp of scores */
    double (*forward)[LABELS];
} Chain;

static int uncertain(const Chain *chain, Py_ssize_t token)
{
    const float *scores = chain->scores + token * LABELS;
    float most = scores[1];
    for (int label = 2; label < LABELS; label++)
        most = scores[label] > most ? scores[label] : most;
    return scores[OUTSIDE] - most < chain->certain;
}

static int best_of(const float values[LABELS])
{
    int best = 0;
    for (int label = 1; label < LABELS; label++)
        if (values[label] > values[best])
            best = label;
    return best;
}

/* Set the labels of a stretch; tell whether any is other than O. */
static int viterbi(const Chain *chain, Py_ssize_t first, Py_ssize_t length, const float *last)
{
    float best[LABELS], paths[LABELS], next[LABELS];
    for (int label = 0; label < LABELS; label++)
        best[label] = chain->scores[first * LABELS + label] + chain->transitions[OUTSIDE * LABELS + label];
    for (Py_ssize_t step = 1; step < length; step++) {
        int8_t *back = chain->back[step];
        memset(back, 0, LABELS);
        for (int after = 0; after < LABELS; after++)
            next[after] = best[0] + chain->transitions[after];
        for (int before = 1; before < LABELS; before++)
            for (int after = 0; after < LABELS; after++) {
                const float path = best[before] + chain->transitions[before * LABELS + after];
                back[after] = path > next[after] ? (int8_t)before : back[after];
                next[after] = path > next[after] ? path : next[after];
            }
        for (int after = 0; after < LABELS; after++)
            best[after] = next[after] + chain->scores[(first + step) * LABELS + after];
    }
    for (int label = 0; label < LABELS; label++)
        paths[label] = best[label] + last[label];
    int current = best_of(paths), named = 0;
    for (Py_ssize_t step = length - 1; step >= 0; step--) {
        chain->labels[first + step] = (int8_t)current;
        named |= current != OUTSIDE;
        if (step)
            current = chain->back[step][current];
    }
    return named;
}

static void normalise(double values[LABELS])
{
    double sum = 0;
    for (int label = 0; label < LABELS; label++)
        sum += values[label];
    for (int label = 0; label < LABELS; label++)
        values[label] /= sum;
}

/* Set the chances of the labels of a stretch: forward and backward. */
static void marginals(const Chain *chain, Py_ssize_t first, Py_ssize_t length, const float *last)
{
    for (Py_ssize_t step = 0; step < length; step++) {
        const float *scores = chain->scores + (first + step) * LABELS;
        const float most = scores[best_of(scores)];
        double *state = chain->forward[step];
        memset(state, 0, sizeof *chain->forward);
        for (int before = 0; before < LABELS; before++) {
            const double weight = step ? chain->forward[step - 1][before] : before == OUTSIDE;
            for (int label = 0; label < LABELS; label++)
                state[label] += weight * chain->following[before][label];
        }
        for (int label = 0; label < LABELS; label++) {
            chain->weights[step][label] = exp((double)(scores[label] - most));
            state[label] *= chain->weights[step][label];
        }
        normalise(state);
    }
    double backward[LABELS], both[LABELS], weighted[LABELS];
    for (int label = 0; label < LABELS; label++)
        backward[label] = exp((double)last[label]);
    for (Py_ssize_t step = length - 1; step >= 0; step--) {
        const int chosen = chain->labels[first + step];
        for (int label = 0; label < LABELS; label++)
            both[label] = chain->forward[step][label] * backward[label];
        normalise(both);
        if (chosen != OUTSIDE)
            chain->chances[first + step] = both[chosen];
        for (int label = 0; label < LABELS; label++)
            weighted[label] = backward[label] * chain->weights[step][label];
        for (int before = 0; step && before < LABELS; before++) {
            backward[before] = 0;
            for (int label = 0; label < LABELS; label++)
                backward[before] += weighted[label] * chain->following[before][label];
        }
        normalise(backward);
    }
}

static void sentence(const Chain *chain, Py_ssize_t first, Py_ssize_t beyond)
{
    const float nothing[LABELS] = {0};
    float leaving[LABELS];
    for (int label = 0; label < LABELS; label++)
        leaving[label] = chain->transitions[label * LABELS + OUTSIDE];
    for (Py_ssize_t token = first; token < beyond;) {
        Py_ssize_t end = token;
        while (end < beyond && uncertain(chain, end))
            end++;
        /* behind its last token a stretch meets an O, or the end of the sentence, which costs nothing */
        const float *last = end == beyond ? nothing : leaving;
        if (end > token && viterbi(chain, token, end - token, last))
            marginals(chain, token, end - token, last);
        token = end + 1;
    }
}

/* Decode a batch whose sizes are checked; 0 where there is no memory. */
static int all_sentences(Chain *chain, const int32_t *lengths, Py_ssize_t sentences, Py_ssize_t tokens)
{
    size_t longest = 1;
    for (Py_ssize_t i = 0; i < sentences; i++)
        longest = (size_t)lengths[i] > longest ? (size_t)lengths[i] : longest;
    chain->back = malloc(longest * sizeof *chain->back);
    chain->weights = malloc(longest * sizeof *chain->weights);
    chain->forward = malloc(longest * sizeof *chain->forward);
    const int enough = chain->back && chain->weights && chain->forward;
    if (enough) {
        for (int i = 0; i < LABELS * LABELS; i++)
            chain->following[i / LABELS][i % LABELS] = exp((double)chain->transitions[i]);
        memset(chain->labels, OUTSIDE, (size_t)tokens);
        for (Py_ssize_t i = 0; i < tokens; i++)
            chain->chances[i] = 1;
        for (Py_ssize_t i = 0, first = 0; i < sentences; first += lengths[i++])
            sentence(chain, first, first + lengths[i]);
    }
    free(chain->back);
    free(chain->weights);
    free(chain->forward);
    return enough;
}

static PyObject *decode(PyObject *self, PyObject *arguments)
{
    Py_buffer scores, transitions, lengths, labels, chances;
    Chain chain;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "y*y*y*fw*w*:decode", &scores, &transitions, &lengths, &chain.certain, &labels,
                          &chances))
        return NULL;
    const Py_ssize_t tokens = labels.len, sentences = lengths.len / (Py_ssize_t)sizeof(int32_t);
    const int32_t *length = lengths.buf;
    Py_ssize_t rest = tokens;
    int ok = scores.len == tokens * LABELS * (Py_ssize_t)sizeof(float) &&
             transitions.len == LABELS * LABELS * (Py_ssize_t)sizeof(float) &&
             chances.len == tokens * (Py_ssize_t)sizeof(double);
    for (Py_ssize_t i = 0; ok && i < sentences; i++) {
        ok = length[i] >= 0 && length[i] <= rest;
        rest -= length[i];
    }
    if (!ok || rest)
        PyErr_SetString(PyExc_ValueError, "arrays of wrong sizes");
    else {
        int enough;
        chain.scores = scores.buf;
        chain.transitions = transitions.buf;
        chain.labels = labels.buf;
        chain.chances = chances.buf;
        Py_BEGIN_ALLOW_THREADS
        enough = all_sentences(&chain, length, sentences, tokens);
        Py_END_ALLOW_THREADS
        if (!enough)
            PyErr_NoMemory();
    }
    Py_buffer *held[] = {&scores, &transitions, &lengths, &labels, &chances};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        PyBuffer_Release(held[i]);
    if (PyErr_Occurred())
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"decode", decode, METH_VARARGS, "Fill labels and chances (see `decode.decode`); ValueError on wrong sizes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_decode", "Decoding of a linear chain.", -1, methods,
                                    NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__decode(void)
{
    return PyModule_Create(&module);
}
