"""CAMeL Tools' BERT as a recogniser: finding and loading it, packing sentences, reading labels.

Nothing outside imports this room unless a setting selects it: camel-tools brings torch and transformers.
"""
