/* The window layers for processors with AVX-512 VNNI: vpdpbusd multiplies fours of 8-bit numbers and adds them up. */

#include <immintrin.h>
#include <string.h>

#include "_window.h"

#define VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

enum {
    LANES_AVX512 = 16, /* 32-bit numbers in a register */
    PARTS_AVX512 = WIDTH / LANES_AVX512,
    MIDDLE = 128, /* what vpdpbusd wants unsigned is stored with so much added; the layer's start takes it off again */
    ROW_BYTES_AVX512 = SIZE + WIDTH,
};

/* The kernel's room in a chunk. Its near weights are [offset][input / 4][output][4], and so are the far ones. */
typedef struct {
    uint8_t *vectors; /* [row][SIZE], MIDDLE added */
    uint8_t *middle;  /* [row][WIDTH]: outputs of the near layer */
} RoomAvx512;

static RoomAvx512 room_avx512(const Chunk *chunk)
{
    uint8_t *first = (uint8_t *)chunk->room;
    return (RoomAvx512){first, first + chunk->rows * SIZE};
}

static void lay_out_avx512(const Types *types, const Chunk *chunk, const RoomAvx512 *room)
{
    for (ptrdiff_t row = 0; row < chunk->rows; row++)
        if (chunk->types[row] == NO_TYPE) {
            memset(room->vectors + row * SIZE, MIDDLE, SIZE);
            memset(room->middle + row * WIDTH, 0, WIDTH);
        } else {
            const int8_t *vector = types->vectors + (ptrdiff_t)chunk->types[row] * SIZE;
            for (int i = 0; i < SIZE; i++)
                room->vectors[row * SIZE + i] = (uint8_t)(vector[i] + MIDDLE);
        }
}

/* _mm512_dpbusd_epi32, which GCC 12 surrounds with as many moves between registers */
VNNI static inline void add_products_avx512(__m512i *total, __m512i bytes, __m512i weights)
{
    __asm__("vpdpbusd %2, %1, %0" : "+v"(*total) : "v"(bytes), "v"(weights));
}

/* sums[row][output] += inputs[row][0 .. 4 * fours] times weights; half of the outputs fit into registers */
VNNI static inline void multiply_avx512(const uint8_t *const inputs[GROUP], int fours, const int8_t *weights,
                                        int32_t sums[GROUP][WIDTH])
{
    for (int half = 0; half < WIDTH; half += WIDTH / 2) {
        __m512i total[GROUP][PARTS_AVX512 / 2];
        for (int row = 0; row < GROUP; row++)
            for (int part = 0; part < PARTS_AVX512 / 2; part++)
                total[row][part] = _mm512_loadu_si512(sums[row] + half + part * LANES_AVX512);
        for (int four = 0; four < fours; four++) {
            const int8_t *w = weights + (four * WIDTH + half) * 4;
            const __m512i first = _mm512_loadu_si512(w), second = _mm512_loadu_si512(w + 64),
                          third = _mm512_loadu_si512(w + 128);
            for (int row = 0; row < GROUP; row++) {
                int32_t together;
                memcpy(&together, inputs[row] + 4 * four, sizeof together);
                const __m512i x = _mm512_set1_epi32(together);
                add_products_avx512(&total[row][0], x, first);
                add_products_avx512(&total[row][1], x, second);
                add_products_avx512(&total[row][2], x, third);
            }
        }
        for (int row = 0; row < GROUP; row++)
            for (int part = 0; part < PARTS_AVX512 / 2; part++)
                _mm512_storeu_si512(sums[row] + half + part * LANES_AVX512, total[row][part]);
    }
}

VNNI static inline __m512 scale_avx512(const int32_t *sums, const float *factor, const float *offset)
{
    const __m512 whole = _mm512_cvtepi32_ps(_mm512_loadu_si512(sums));
    return _mm512_add_ps(_mm512_mul_ps(whole, _mm512_loadu_ps(factor)), _mm512_loadu_ps(offset));
}

/* From 0 to `most`, rounded half to even. */
VNNI static inline __m512i clip_avx512(__m512 values, float most)
{
    const __m512 within = _mm512_min_ps(_mm512_max_ps(values, _mm512_setzero_ps()), _mm512_set1_ps(most));
    return _mm512_cvt_roundps_epi32(within, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

VNNI static inline void near_rows_avx512(const Network *net, const Chunk *chunk, const RoomAvx512 *room,
                                         const ptrdiff_t *places)
{
    int32_t sums[GROUP][WIDTH];
    for (int row = 0; row < GROUP; row++)
        memcpy(sums[row], net->near.start, sizeof sums[row]);
    for (int at = 0; at < NEAR_OFFSETS; at++) {
        const uint8_t *inputs[GROUP];
        for (int row = 0; row < GROUP; row++)
            inputs[row] = room->vectors + (places[row] + at - NEAR_OFFSETS / 2) * SIZE;
        multiply_avx512(inputs, SIZE / 4, (const int8_t *)net->near.weights + (size_t)at * SIZE * WIDTH, sums);
    }
    for (int row = 0; row < GROUP; row++) {
        for (int at = 0; at < NEAR_OFFSETS; at++) {
            const int mark = chunk->marks[places[row] + at - NEAR_OFFSETS / 2];
            const int32_t *more = net->mark_sums + (mark * NEAR_OFFSETS + at) * WIDTH;
            for (int i = 0; mark && i < WIDTH; i++)
                sums[row][i] += more[i];
        }
        for (int part = 0; part < PARTS_AVX512; part++) {
            const int i = part * LANES_AVX512;
            const __m512 moved = scale_avx512(sums[row] + i, net->near.factor + i, net->near.offset + i);
            const __m512i out = clip_avx512(moved, net->near_most);
            _mm_storeu_si128((__m128i *)(room->middle + places[row] * WIDTH + i), _mm512_cvtepi32_epi8(out));
        }
    }
}

VNNI static inline void far_rows_avx512(const Network *net, const RoomAvx512 *room, const ptrdiff_t *places,
                                        float results[GROUP][LABELS_PADDED])
{
    int32_t sums[GROUP][WIDTH];
    for (int row = 0; row < GROUP; row++)
        memcpy(sums[row], net->far.start, sizeof sums[row]);
    for (int at = 0; at < FAR_OFFSETS; at++) {
        const uint8_t *inputs[GROUP];
        for (int row = 0; row < GROUP; row++)
            inputs[row] = room->middle + (places[row] + (at - FAR_OFFSETS / 2) * FAR_STEP) * WIDTH;
        multiply_avx512(inputs, WIDTH / 4, (const int8_t *)net->far.weights + (size_t)at * WIDTH * WIDTH, sums);
    }
    int16_t wide[GROUP][WIDTH];
    for (int row = 0; row < GROUP; row++)
        for (int part = 0; part < PARTS_AVX512; part++) {
            const int i = part * LANES_AVX512;
            const __m128i own = _mm_loadu_si128((const __m128i *)(room->middle + places[row] * WIDTH + i));
            const __m512 beside = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(own)),
                                                _mm512_set1_ps(net->residual));
            const __m512 moved = scale_avx512(sums[row] + i, net->far.factor + i, net->far.offset + i);
            const __m512 positive = _mm512_max_ps(moved, _mm512_setzero_ps());
            const __m512i out = clip_avx512(_mm512_add_ps(positive, beside), net->wide_most);
            _mm256_storeu_si256((__m256i *)(wide[row] + i), _mm512_cvtepi32_epi16(out));
        }
    __m512i labels[GROUP];
    for (int row = 0; row < GROUP; row++)
        labels[row] = _mm512_setzero_si512();
    for (int pair = 0; pair < WIDTH / 2; pair++) {
        const __m512i w = _mm512_loadu_si512(net->head_weights + (size_t)pair * LABELS_PADDED * 2);
        for (int row = 0; row < GROUP; row++) {
            int32_t both;
            memcpy(&both, wide[row] + 2 * pair, sizeof both);
            labels[row] = _mm512_dpwssd_epi32(labels[row], _mm512_set1_epi32(both), w);
        }
    }
    for (int row = 0; row < GROUP; row++) {
        _mm512_storeu_si512(sums[row], labels[row]);
        _mm512_storeu_ps(results[row], scale_avx512(sums[row], net->head_factor, net->head_offset));
    }
}

VNNI static void scores_avx512(const Network *net, const Types *types, const Chunk *chunk, float *scores)
{
    const RoomAvx512 room = room_avx512(chunk);
    lay_out_avx512(types, chunk, &room);
    for (ptrdiff_t first = 0; first < chunk->tokens; first += GROUP)
        near_rows_avx512(net, chunk, &room, chunk->places + first);
    for (ptrdiff_t first = 0; first < chunk->tokens; first += GROUP) {
        float results[GROUP][LABELS_PADDED];
        far_rows_avx512(net, &room, chunk->places + first, results);
        for (ptrdiff_t row = 0; row < GROUP && first + row < chunk->tokens; row++)
            memcpy(scores + (first + row) * net->labels, results[row], sizeof(float) * (size_t)net->labels);
    }
}

static const Kernel AVX512_KERNEL = {"avx512", sizeof(int8_t), ROW_BYTES_AVX512, scores_avx512, NULL};
