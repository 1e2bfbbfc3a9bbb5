/* The window layers for processors with AVX2: vpmaddwd multiplies pairs of 16-bit numbers and adds the two products.
 *
 * Two things save most of the work. What the near layer makes of a word type is the same wherever the type stands,
 * so it is added up from products that are kept for the types seen first, the frequent ones among them. And of what
 * comes out of the near layer more than half is 0: the far layer goes from one pair that is not 0 to the next.
 */

#include <immintrin.h>
#include <string.h>

#include "_window.h"

#define AVX2 __attribute__((target("avx2")))

enum {
    LANES_AVX2 = 8, /* 32-bit numbers in a register */
    PARTS_AVX2 = WIDTH / LANES_AVX2,
    PAIRS = WIDTH / 2,
    TYPES_TOGETHER = 16, /* their products and the weights of one offset stay in the first cache */
};

static const int32_t NOTHING_AVX2[PRODUCTS];

/* The kernel's room in a chunk. Sums and fresh products are by token, the rest is by row. */
typedef struct {
    int32_t (*fresh)[PRODUCTS];      /* of types that none are kept of */
    int32_t (*sums)[WIDTH];
    int16_t (*middle)[WIDTH];        /* outputs of the near layer */
    uint64_t *pairs;                 /* which pairs of them are not 0, a bit each */
    const int32_t *(*products);
} RoomAvx2;

enum {
    ROW_BYTES_AVX2 = (PRODUCTS + WIDTH) * sizeof(int32_t) + WIDTH * sizeof(int16_t) + sizeof(uint64_t) +
                     sizeof(int32_t *),
};

static RoomAvx2 room_avx2(const Chunk *chunk)
{
    RoomAvx2 room;
    room.fresh = (int32_t(*)[PRODUCTS])chunk->room;
    room.sums = (int32_t(*)[WIDTH])(room.fresh + chunk->rows);
    room.middle = (int16_t(*)[WIDTH])(room.sums + chunk->rows);
    room.pairs = (uint64_t *)(room.middle + chunk->rows);
    room.products = (const int32_t **)(room.pairs + chunk->rows);
    return room;
}

/* _mm256_add_epi32, which GCC 12 surrounds with moves between registers, and to the stack, where there are twelve */
AVX2 static inline void add_avx2(__m256i *total, __m256i products)
{
    __asm__("vpaddd %1, %0, %0" : "+x"(*total) : "x"(products));
}

/* sums = start + inputs times weights [input / 2][output][2], over the pairs of inputs that have a bit in `pairs` */
AVX2 static inline void multiply_avx2(const int16_t *inputs, uint64_t pairs, const int16_t *weights,
                                      const int32_t *start, int32_t *sums)
{
    __m256i total[PARTS_AVX2];
    for (int part = 0; part < PARTS_AVX2; part++)
        total[part] = _mm256_loadu_si256((const __m256i *)(start + part * LANES_AVX2));
    for (; pairs; pairs &= pairs - 1) {
        const int pair = __builtin_ctzll(pairs);
        int32_t both;
        memcpy(&both, inputs + 2 * pair, sizeof both);
        const __m256i x = _mm256_set1_epi32(both);
        const __m256i *w = (const __m256i *)(weights + pair * WIDTH * 2);
#pragma GCC unroll 12
        for (int part = 0; part < PARTS_AVX2; part++)
            add_avx2(&total[part], _mm256_madd_epi16(x, _mm256_loadu_si256(w + part)));
    }
    for (int part = 0; part < PARTS_AVX2; part++)
        _mm256_storeu_si256((__m256i *)(sums + part * LANES_AVX2), total[part]);
}

AVX2 static inline __m256 scale_avx2(__m256i sums, const float *factor, const float *offset)
{
    const __m256 scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(sums), _mm256_loadu_ps(factor));
    return _mm256_add_ps(scaled, _mm256_loadu_ps(offset));
}

/* From 0 to `most`, rounded half to even. */
AVX2 static inline __m256i clip_avx2(__m256 values, float most)
{
    const __m256 within = _mm256_min_ps(_mm256_max_ps(values, _mm256_setzero_ps()), _mm256_set1_ps(most));
    return _mm256_cvttps_epi32(_mm256_round_ps(within, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
}

/* 16 numbers of 32 bits as 16 bits, in order. */
AVX2 static inline __m256i narrow_avx2(__m256i first, __m256i second)
{
    return _mm256_permute4x64_epi64(_mm256_packs_epi32(first, second), _MM_SHUFFLE(3, 1, 2, 0));
}

AVX2 static void products_avx2(const void *near_weights, const int8_t *vectors, ptrdiff_t count, int32_t *products)
{
    const uint64_t all = (1ull << SIZE / 2) - 1;
    for (ptrdiff_t first = 0; first < count; first += TYPES_TOGETHER)
        for (int at = 0; at < NEAR_OFFSETS; at++) {
            const int16_t *weights = (const int16_t *)near_weights + at * SIZE * WIDTH;
            for (ptrdiff_t type = first; type < count && type < first + TYPES_TOGETHER; type++) {
                int16_t inputs[SIZE];
                for (int i = 0; i < SIZE; i++)
                    inputs[i] = vectors[type * SIZE + i];
                multiply_avx2(inputs, all, weights, NOTHING_AVX2, products + type * PRODUCTS + at * WIDTH);
            }
        }
}

/* Find the products of the word type in each row, and work out those that are not kept. */
AVX2 static void find_products_avx2(const Network *net, const Types *types, const Chunk *chunk, const RoomAvx2 *room)
{
    ptrdiff_t fresh = 0;
    for (ptrdiff_t row = 0; row < chunk->rows; row++) {
        const int32_t type = chunk->types[row];
        if (type == NO_TYPE)
            room->products[row] = NOTHING_AVX2;
        else if (type < types->with_products)
            room->products[row] = types->products + (ptrdiff_t)type * PRODUCTS;
        else {
            int8_t *vectors = (int8_t *)room->middle; /* not needed yet, and wide enough */
            memcpy(vectors + fresh * SIZE, types->vectors + (ptrdiff_t)type * SIZE, SIZE);
            room->products[row] = room->fresh[fresh++];
        }
    }
    products_avx2(net->near.weights, (const int8_t *)room->middle, fresh, room->fresh[0]);
}

AVX2 static inline void near_row_avx2(const Network *net, const Chunk *chunk, const RoomAvx2 *room, ptrdiff_t row)
{
    const int32_t *products[2 * NEAR_OFFSETS];
    int count = NEAR_OFFSETS;
    for (int at = 0; at < NEAR_OFFSETS; at++) {
        const ptrdiff_t other = row + at - NEAR_OFFSETS / 2;
        products[at] = room->products[other] + at * WIDTH;
        if (chunk->marks[other])
            products[count++] = net->mark_sums + (chunk->marks[other] * NEAR_OFFSETS + at) * WIDTH;
    }
    uint64_t pairs = 0;
    for (int half = 0; half < PARTS_AVX2; half += 2) {
        const int i = half * LANES_AVX2;
        __m256i first = _mm256_loadu_si256((const __m256i *)(net->near.start + i)),
                second = _mm256_loadu_si256((const __m256i *)(net->near.start + i + LANES_AVX2));
        for (int at = 0; at < count; at++) {
            first = _mm256_add_epi32(first, _mm256_loadu_si256((const __m256i *)(products[at] + i)));
            second = _mm256_add_epi32(second, _mm256_loadu_si256((const __m256i *)(products[at] + i + LANES_AVX2)));
        }
        const float *factor = net->near.factor + i, *offset = net->near.offset + i;
        const __m256i out =
            narrow_avx2(clip_avx2(scale_avx2(first, factor, offset), net->near_most),
                        clip_avx2(scale_avx2(second, factor + LANES_AVX2, offset + LANES_AVX2), net->near_most));
        _mm256_storeu_si256((__m256i *)(room->middle[row] + i), out);
        const __m256i zero = _mm256_cmpeq_epi32(out, _mm256_setzero_si256());
        pairs |= (uint64_t)(~_mm256_movemask_ps(_mm256_castsi256_ps(zero)) & 0xFF) << i / 2;
    }
    room->pairs[row] = pairs;
}

/* What a row's far layer and its near one make together. */
AVX2 static inline void wide_row_avx2(const Network *net, const int32_t *sums, const int16_t *middle,
                                      int16_t wide[WIDTH])
{
    const __m256 residual = _mm256_set1_ps(net->residual);
    for (int half = 0; half < PARTS_AVX2; half += 2) {
        __m256i out[2];
        for (int one = 0; one < 2; one++) {
            const int i = (half + one) * LANES_AVX2;
            const __m256i own = _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(middle + i)));
            const __m256 beside = _mm256_mul_ps(_mm256_cvtepi32_ps(own), residual);
            const __m256 moved = scale_avx2(_mm256_loadu_si256((const __m256i *)(sums + i)), net->far.factor + i,
                                            net->far.offset + i);
            const __m256 positive = _mm256_max_ps(moved, _mm256_setzero_ps());
            out[one] = clip_avx2(_mm256_add_ps(positive, beside), net->wide_most);
        }
        _mm256_storeu_si256((__m256i *)(wide + half * LANES_AVX2), narrow_avx2(out[0], out[1]));
    }
}

AVX2 static inline void head_row_avx2(const Network *net, const int16_t wide[WIDTH], float results[LABELS_PADDED])
{
    __m256i first = _mm256_setzero_si256(), second = _mm256_setzero_si256();
    for (int pair = 0; pair < PAIRS; pair++) {
        int32_t both;
        memcpy(&both, wide + 2 * pair, sizeof both);
        const __m256i x = _mm256_set1_epi32(both);
        const __m256i *w = (const __m256i *)(net->head_weights + pair * LABELS_PADDED * 2);
        first = _mm256_add_epi32(first, _mm256_madd_epi16(x, _mm256_loadu_si256(w)));
        second = _mm256_add_epi32(second, _mm256_madd_epi16(x, _mm256_loadu_si256(w + 1)));
    }
    _mm256_storeu_ps(results, scale_avx2(first, net->head_factor, net->head_offset));
    _mm256_storeu_ps(results + LANES_AVX2,
                     scale_avx2(second, net->head_factor + LANES_AVX2, net->head_offset + LANES_AVX2));
}

AVX2 static void scores_avx2(const Network *net, const Types *types, const Chunk *chunk, float *scores)
{
    const RoomAvx2 room = room_avx2(chunk);
    find_products_avx2(net, types, chunk, &room);
    for (ptrdiff_t row = 0; row < chunk->rows; row++)
        if (chunk->types[row] == NO_TYPE)
            room.pairs[row] = 0;
        else
            near_row_avx2(net, chunk, &room, row);
    for (int at = 0; at < FAR_OFFSETS; at++) {
        const int16_t *weights = (const int16_t *)net->far.weights + at * WIDTH * WIDTH;
        for (ptrdiff_t token = 0; token < chunk->tokens; token++) {
            const ptrdiff_t row = chunk->places[token] + (at - FAR_OFFSETS / 2) * FAR_STEP;
            multiply_avx2(room.middle[row], room.pairs[row], weights, at ? room.sums[token] : net->far.start,
                          room.sums[token]);
        }
    }
    for (ptrdiff_t token = 0; token < chunk->tokens; token++) {
        int16_t wide[WIDTH];
        float results[LABELS_PADDED];
        wide_row_avx2(net, room.sums[token], room.middle[chunk->places[token]], wide);
        head_row_avx2(net, wide, results);
        memcpy(scores + token * net->labels, results, sizeof(float) * (size_t)net->labels);
    }
}

static const Kernel AVX2_KERNEL = {"avx2", sizeof(int16_t), ROW_BYTES_AVX2, scores_avx2, products_avx2};
