"""A decoded frame as 8-bit RGB at a given size: matrix and range as the frame says, HDR brought down to an ordinary screen.

Sources: ITU-R BT.601, BT.709, BT.2020 (matrices), BT.2100 (HLG, PQ), BT.2408 (203 cd/m² as reference white). A frame that
says nothing is taken as BT.709 from 720 lines on, as BT.601 below, as players do.
"""

from typing import Any

import numpy as np
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from intake.confined.frames import Picture

_PQ, _HLG = 16, 18
_BT709, _BT601, _BT2020 = 1, 5, 9
_UNKNOWN = (0, 2)
_HOW = (  # without full chroma and exact rounding white comes out as 253
    Interpolation.AREA | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
)
_ROWS = 256  # tone mapping works in strips, so that a large still needs little memory
_WIDE_TO_NARROW = np.array(  # BT.2087 linear light, BT.2020 to BT.709
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)


def rgb(frame: Any, width: int, height: int) -> Picture:
    """The frame scaled to width × height, not turned. Raises what libav raises."""
    transfer = int(frame.color_trc)
    matrix = int(frame.colorspace)
    if matrix in _UNKNOWN:
        matrix = _BT709 if frame.height >= 720 else _BT601
    how = {
        "width": width,
        "height": height,
        "src_colorspace": _swscale(matrix),
        "interpolation": _HOW,
        "threads": 1,
    }
    if transfer in (_PQ, _HLG):
        deep = frame.reformat(format="rgb48le", **how).to_ndarray()
        return _to_ordinary(deep, transfer, int(frame.color_primaries) == _BT2020)
    return np.asarray(frame.reformat(format="rgb24", **how).to_ndarray(), np.uint8)


def _swscale(matrix: int) -> int:
    """The scaler's number: libav numbers matrices by ISO/IEC 23091-2, its scaler by its own table (SWS_CS_…)."""
    return {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}.get(matrix, 5)


def _to_ordinary(deep: NDArray[np.uint16], transfer: int, wide: bool) -> Picture:
    result = np.empty(deep.shape, np.uint8)
    table = _light(transfer)
    screen = _screen()
    for top in range(0, len(deep), _ROWS):
        light = table[deep[top : top + _ROWS] >> 4]
        if wide:
            light = light @ _WIDE_TO_NARROW.T
        brightest = light.max(axis=2, keepdims=True)
        light = light * _rolled(brightest) / np.maximum(brightest, 1e-6)
        result[top : top + _ROWS] = screen[np.clip(light * 4095, 0, 4095).astype(np.uint16)]
    return result


def _light(transfer: int) -> NDArray[np.float32]:
    """Light by 12-bit code value, 1.0 = reference white."""
    code = np.linspace(0, 1, 4096)
    if transfer == _HLG:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
        light = 1000 * scene**1.2 / 203
    else:
        m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
        power = code ** (1 / m2)
        light = 10000 * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1) / 203
    return light.astype(np.float32)


def _rolled(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear up to three quarters of reference white, which comes to lie at 0.6; what is brighter is pressed together up to 1."""
    high = 0.6 + 0.4 * (1 - np.exp((0.75 - light) * 2))
    return np.asarray(np.where(light <= 0.75, light * 0.8, high), np.float32)


def _screen() -> NDArray[np.uint8]:
    """The sRGB code value by 12-bit linear light (IEC 61966-2-1)."""
    light = np.linspace(0, 1, 4096)
    code = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * code), np.uint8)
