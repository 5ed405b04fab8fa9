// SPDX-License-Identifier: Apache-2.0

/// The ids of the latest calls, by which repeated ones are told.
///
/// Two generations: when the younger is full, the older is forgotten. So at least ``capacity`` ids are
/// remembered, and the memory is bounded.
struct SeenCalls {
    /// How many ids a generation holds.
    let capacity: Int
    private var young: [UInt64] = []
    private var old: [UInt64] = []
    private var count = 0
    /// Senders choose ids, and none of them may know where they fall.
    private let seed = Self.seed
    private static let seed = UInt64.random(in: 0...(.max)) | 1

    init(capacity: Int = 2_000_000) { self.capacity = capacity }

    /// Remembers an id that is not 0; false when it was known already.
    mutating func insert(_ id: UInt64) -> Bool {
        if young.isEmpty { young = Array(repeating: 0, count: 1 << 12) }
        if !old.isEmpty, old[place(of: id, in: old)] == id { return false }
        let place = place(of: id, in: young)
        if young[place] == id { return false }
        young[place] = id
        count += 1
        if count >= capacity {
            old = young
            young = Array(repeating: 0, count: 1 << 12)
            count = 0
        } else if count * 2 > young.count {
            grow()
        }
        return true
    }

    /// Whether an id is remembered.
    func contains(_ id: UInt64) -> Bool {
        if !young.isEmpty, young[place(of: id, in: young)] == id { return true }
        return !old.isEmpty && old[place(of: id, in: old)] == id
    }

    private mutating func grow() {
        let ids = young
        young = Array(repeating: 0, count: ids.count * 2)
        for id in ids where id != 0 { young[place(of: id, in: young)] = id }
    }

    /// Where an id stands, or would.
    private func place(of id: UInt64, in slots: [UInt64]) -> Int {
        let mask = slots.count - 1
        let product = (id ^ seed).multipliedFullWidth(by: seed)
        var place = Int(truncatingIfNeeded: product.high ^ product.low) & mask
        while slots[place] != id, slots[place] != 0 { place = (place + 1) & mask }
        return place
    }
}

extension CallID {
    /// The id in a word that is never 0.
    var word: UInt64 {
        let word = (high ^ high >> 31) &* 0xD6E8_FEB8_6659_FD93 ^ low
        return word == 0 ? 1 : word
    }
}
