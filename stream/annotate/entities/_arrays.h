/* Checks of arrays that come from Python, before C reads them. */

#ifndef NEWSSTREAM_ARRAYS_H
#define NEWSSTREAM_ARRAYS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

static inline int fits(const Py_buffer *buffer, Py_ssize_t count, size_t item)
{
    return buffer->len == count * (Py_ssize_t)item;
}

static inline int within(const int32_t *numbers, Py_ssize_t count, Py_ssize_t least, Py_ssize_t beyond)
{
    for (Py_ssize_t i = 0; i < count; i++)
        if (numbers[i] < least || numbers[i] >= beyond)
            return 0;
    return 1;
}

#endif
