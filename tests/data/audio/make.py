#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the recordings of this folder and expected.h5: what librosa makes of them.

    python3 -m venv venv && venv/bin/pip install librosa==0.11.0 soundfile h5py
    venv/bin/python tests/data/audio/make.py

expected.h5 holds, for every file: names, real and imag (files, 513), the mean over frames of
librosa.stft(librosa.load(file)[0], n_fft=1024, hop_length=512), and bits, the sign of their real part;
native_coefficients and native_bits are those at the file's own rate. samples/NAME is the loaded signal."""
import pathlib

import h5py
import librosa
import numpy as np
import soundfile
import soxr

folder = pathlib.Path(__file__).resolve().parent


def voice(rate: int, seconds: float, channels: int, seed: int) -> np.ndarray:
    """Something like a vowel: harmonics of a gliding pitch under an envelope, and noise; channels differ."""
    draw = np.random.default_rng(seed)
    t = np.arange(round(rate * seconds)) / rate
    phase = 2 * np.pi * (140 * t + 60 * t**2)
    tone = sum(draw.uniform(0.2, 1) / k * np.sin(k * phase + draw.uniform(0, 6.28)) for k in range(1, 30) if 300 * k < rate / 2)
    envelope = np.minimum(1, 20 * t) * np.exp(-2 * t)
    signal = [0.25 * envelope * tone + 0.02 * draw.standard_normal(t.size) + 0.01 * c for c in range(channels)]
    return np.clip(np.stack(signal, axis=1), -0.99, 0.99)


recordings = [  # name, rate, channels, seconds, format of the samples
    ("pcm16_22050.wav", 22050, 1, 0.4, "PCM_16"),
    ("pcm24_stereo_44100.wav", 44100, 2, 0.2, "PCM_24"),
    ("float_16000.wav", 16000, 1, 0.3, "FLOAT"),
    ("double_96000.wav", 96000, 1, 0.1, "DOUBLE"),
    ("pcm8_11025.wav", 11025, 1, 0.4, "PCM_U8"),
    ("pcm32_six_channels_48000.wav", 48000, 6, 0.1, "PCM_32"),
    ("pcm16_stereo_12345.wav", 12345, 2, 0.25, "PCM_16"),
    ("ulaw_8000.wav", 8000, 1, 0.4, "ULAW"),
    ("shorter_than_a_frame.wav", 22050, 1, 0.013, "PCM_16"),
    ("pcm16_8000.flac", 8000, 1, 0.4, "PCM_16"),
]


def coefficients(path: pathlib.Path, rate) -> np.ndarray:
    signal, _ = librosa.load(path, sr=rate)
    return librosa.stft(signal, n_fft=1024, hop_length=512).mean(axis=1)


def bits(values: np.ndarray) -> np.ndarray:
    return np.where(values.real > 0, 1, -1).astype(np.int8)


with h5py.File(folder / "expected.h5", "w") as out:
    loaded, native = [], []
    for seed, (name, rate, channels, seconds, subtype) in enumerate(recordings):
        soundfile.write(folder / name, voice(rate, seconds, channels, seed), rate, subtype)
        loaded.append(coefficients(folder / name, 22050))
        native.append(coefficients(folder / name, None))
    out.create_dataset("names", data=[row[0] for row in recordings], dtype=h5py.string_dtype())
    for prefix, rows in (("", loaded), ("native_", native)):
        stacked = np.stack(rows)
        assert stacked.dtype == np.complex64
        out[prefix + "bits"] = bits(stacked)
        out[prefix + "real"] = stacked.real
        out[prefix + "imag"] = stacked.imag
    out.attrs.update({"librosa": librosa.__version__, "soxr": soxr.__version__, "libsoxr": soxr.__libsoxr_version__,
                      "numpy": np.__version__, "soundfile": soundfile.__version__})
