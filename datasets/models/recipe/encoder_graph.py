"""Write the encoder as an ONNX graph for onnxruntime.

Per layer, with the post-norms of BERT: one matrix for query, key and value; attention; a matrix;
sum and norm; a wide matrix, GELU and a narrow matrix; sum and norm. Three of the four matrices
compute in int8 with a scale per row. The narrow one stays in the 4-bit blocks it came in: after
GELU a few numbers are so large that one scale for a whole text loses the rest. The vector of a text
is the mean over its pieces.
"""

import numpy as np
import onnx
from encoder_weights import BLOCK, Blocks, Weights
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

FUSED = "com.microsoft"  # operators of onnxruntime itself
OPSET = 20
COMPUTE_INT8 = 4  # accuracy_level of MatMulNBits
LARGEST = 64  # 2 · 64 · 255 fits in 16 bits, so no processor cuts a sum off, with or without VNNI


class Graph:
    """Nodes and constants, in the order they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(self, kind: str, inputs: list[str], output: str, domain: str = "", **more) -> str:
        """Add one operation with one output; returns the name of that output."""
        self.nodes.append(
            helper.make_node(kind, inputs, [output], name=output, domain=domain, **more)
        )
        return output

    def constant(self, name: str, values: NDArray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def scales(self, name: str, values: NDArray[np.float16]) -> str:
        """Scales as float16 in the file; onnxruntime makes them float32 once, when it loads."""
        self.constant(name + ".half", values)
        return self.add("Cast", [name + ".half"], name, to=TensorProto.FLOAT)

    def in_blocks(self, name: str, source: str, blocks: Blocks) -> str:
        """``source @ weights.T`` with the 4-bit weights as they are, (rows, columns); numbers of
        ``source`` are rounded to int8 per block of 32."""
        rows, columns = blocks.weights.shape
        packed = blocks.weights[:, 0::2] | (blocks.weights[:, 1::2] << 4)
        weights = self.constant(f"{name}.weights", packed.reshape(rows, columns // BLOCK, -1))
        scales = self.scales(f"{name}.scales", blocks.scales)
        return self.add(
            "MatMulNBits", [source, weights, scales], name, FUSED,
            K=columns, N=rows, bits=4, block_size=BLOCK, accuracy_level=COMPUTE_INT8,
        )  # fmt: skip

    def in_rows(self, name: str, source: str, blocks: Blocks) -> str:
        """``source @ weights.T`` with weights rounded to whole numbers of at most 64 per row;
        numbers of ``source`` are rounded to uint8 per text."""
        plain = blocks.plain()
        scales = np.abs(plain).max(axis=1) / LARGEST
        weights = np.round(plain / scales[:, None]).astype(np.int8)
        inputs = {"weights": weights.T, "scales": scales, "zeros": np.zeros(len(weights), np.int8)}
        names = [self.constant(f"{name}.{part}", values) for part, values in inputs.items()]
        return self.add("DynamicQuantizeMatMul", [source, *names], name, FUSED)


def stacked(parts: list[Blocks]) -> Blocks:
    """Matrices with the same columns below each other."""
    weights = np.concatenate([part.weights for part in parts])
    return Blocks(weights, np.concatenate([part.scales for part in parts]))


def embed(graph: Graph, weights: Weights, kept: NDArray[np.int64]) -> str:
    """Pieces and their places, (texts, pieces, 384)."""
    table = weights.matrices["emb.word"]
    values = (table.weights[kept].astype(np.int8) - 8).reshape(len(kept), -1)
    packed = ((values[:, 0::2] & 15) | ((values[:, 1::2] & 15) << 4)).astype(np.uint8)
    graph.constants.append(
        helper.make_tensor("pieces.weights", TensorProto.INT4, values.shape, packed.tobytes(), True)
    )
    scales = graph.scales("pieces.scales", table.scales[kept])
    graph.add(
        "GatherBlockQuantized", ["pieces.weights", "ids", scales], "pieces", FUSED,
        block_size=BLOCK, gather_axis=0, quantize_axis=1,
    )  # fmt: skip
    width = values.shape[1]
    first_type = weights.arrays["emb.type"][:width]  # a text is always the first of two
    graph.constant("places.all", weights.arrays["emb.pos"].reshape(-1, width) + first_type)
    for name, value in (("zero", [0]), ("one", [1]), ("two", [2])):
        graph.constant(name, np.array(value, dtype=np.int64))
    graph.add("Shape", ["ids"], "shape")
    graph.add("Slice", ["shape", "one", "two"], "length")
    graph.add("Slice", ["places.all", "zero", "length", "zero"], "places")
    return norm(graph, weights, "emb.ln", "pieces", "places")


def norm(graph: Graph, weights: Weights, name: str, one: str, other: str, bias: str = "") -> str:
    """The sum of two (and a bias), then layer normalisation."""
    gain = graph.constant(f"{name}.gain", weights.arrays[f"{name}.w"])
    shift = graph.constant(f"{name}.shift", weights.arrays[f"{name}.b"])
    inputs = [one, other, gain, shift]
    if bias:
        inputs.append(graph.constant(f"{name}.bias", weights.arrays[bias]))
    return graph.add("SkipLayerNormalization", inputs, name, FUSED, epsilon=weights.epsilon)


def layer(graph: Graph, weights: Weights, at: str, source: str) -> str:
    """One layer of BERT."""
    matrices, arrays = weights.matrices, weights.arrays
    three = stacked([matrices[f"{at}.{part}.w"] for part in "qkv"])
    graph.in_rows(f"{at}.qkv", source, three)
    parts = [f"{at}.{part}" for part in "qkv"]
    graph.nodes.append(
        helper.make_node("Split", [f"{at}.qkv"], parts, name=f"{at}.split", axis=2, num_outputs=3)
    )
    bias = np.concatenate([arrays[f"{at}.{part}.b"] for part in "qkv"])
    graph.constant(f"{at}.qkv.bias", bias)
    graph.add(
        "MultiHeadAttention", [*parts, f"{at}.qkv.bias"], f"{at}.attention", FUSED,
        num_heads=weights.heads,
    )  # fmt: skip
    graph.in_rows(f"{at}.out", f"{at}.attention", matrices[f"{at}.ao.w"])
    middle = norm(graph, weights, f"{at}.aln", source, f"{at}.out", f"{at}.ao.b")

    graph.in_rows(f"{at}.wide", middle, matrices[f"{at}.fi.w"])
    graph.constant(f"{at}.wide.bias", arrays[f"{at}.fi.b"])
    graph.add("BiasGelu", [f"{at}.wide", f"{at}.wide.bias"], f"{at}.gelu", FUSED)
    graph.in_blocks(f"{at}.narrow", f"{at}.gelu", matrices[f"{at}.fo.w"])
    return norm(graph, weights, f"{at}.oln", middle, f"{at}.narrow", f"{at}.fo.b")


def build(weights: Weights, kept: NDArray[np.int64]) -> onnx.ModelProto:
    """The whole graph: ``ids`` int64 (texts, pieces) to ``vectors`` float32 (texts, 384)."""
    graph = Graph()
    found = embed(graph, weights, kept)
    for number in range(weights.layers):
        found = layer(graph, weights, f"l{number}", found)
    graph.add("ReduceMean", [found, "one"], "vectors", keepdims=0)
    width = len(weights.arrays["emb.ln.w"])
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", width])
    made = helper.make_graph(graph.nodes, "sentence_encoder", [ids], [vectors], graph.constants)
    versions = [helper.make_opsetid("", OPSET + 1), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=versions, ir_version=10)
