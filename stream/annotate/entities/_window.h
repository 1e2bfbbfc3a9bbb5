/* What the window layers of `_window.c` and the kernels in `_window_avx512.h` and `_window_avx2.h` share. */

#ifndef NEWSSTREAM_WINDOW_H
#define NEWSSTREAM_WINDOW_H

#include <stddef.h>
#include <stdint.h>

enum {
    SIZE = 64,          /* numbers in the vector of a word type */
    WIDTH = 96,         /* outputs of the near and of the far layer */
    LABELS_PADDED = 16, /* columns of the label weights */
    NEAR_OFFSETS = 5,
    FAR_OFFSETS = 3,
    FAR_STEP = 2,
    MARGIN = 2,         /* empty rows before, between and behind sentences */
    NO_TYPE = -1,       /* what stands in an empty row */
    GROUP = 4,          /* rows that a kernel may compute together */
    PRODUCTS = NEAR_OFFSETS * WIDTH, /* what the near layer makes of one word type: [offset][output] */
};

typedef struct {
    const void *weights;  /* as the kernel wants them */
    const int32_t *start; /* what sums begin with */
    const float *factor, *offset;
} Layer;

typedef struct {
    Layer near, far;
    const int16_t *head_weights; /* [input / 2][label][2] */
    const float *head_factor, *head_offset;
    const int32_t *mark_sums; /* [mark][offset][output]: what a mark adds to the near layer's sums */
    int labels;
    float residual, near_most, wide_most;
} Network;

typedef struct {
    const int8_t *vectors;   /* [type][SIZE] */
    const int32_t *products; /* [type][PRODUCTS] of the first types, as many as `with_products` */
    ptrdiff_t with_products;
} Types;

/* Some sentences laid out in rows, with MARGIN empty ones around each. */
typedef struct {
    int32_t *types;    /* [row]: the word type, or NO_TYPE */
    uint8_t *marks;    /* [row]: of the listed name that a token belongs to; 0 for none */
    ptrdiff_t *places; /* [token]: its row; GROUP more behind, so that the last group is full */
    ptrdiff_t rows, tokens;
    char *room; /* the kernel's, 64-byte aligned, `row_bytes` for each row */
} Chunk;

typedef struct {
    const char *name;
    size_t weight_bytes, row_bytes;
    void (*scores)(const Network *net, const Types *types, const Chunk *chunk, float *scores);
    /* What the near layer makes of word types; NULL where the kernel would gain nothing by it. */
    void (*products)(const void *near_weights, const int8_t *vectors, ptrdiff_t count, int32_t *products);
} Kernel;

#endif
