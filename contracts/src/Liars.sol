// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

// Tokens that do not do what their events say, one per known way to fake a deposit. Tests only.

/// Takes 1 % of every transfer. With `gross` the event names the full amount although less arrives; otherwise it tells the truth.
contract FeeToken {
    event Transfer(address indexed from, address indexed to, uint256 value);

    string public name = "Fee Token";
    string public symbol = "FEE";
    uint8 public constant decimals = 6;
    bool public immutable gross;
    mapping(address => uint256) public balanceOf;

    constructor(bool gross_) {
        gross = gross_;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        uint256 fee = amount / 100;
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount - fee;
        balanceOf[address(0xfee)] += fee;
        emit Transfer(msg.sender, to, gross ? amount : amount - fee);
        if (!gross) emit Transfer(msg.sender, address(0xfee), fee);
        return true;
    }
}

/// Emits Transfer and moves nothing.
contract FakeToken {
    event Transfer(address indexed from, address indexed to, uint256 value);

    string public name = "Tether USD";
    string public symbol = "USDT";
    uint8 public constant decimals = 6;
    mapping(address => uint256) public balanceOf;

    function transfer(address to, uint256 amount) external returns (bool) {
        emit Transfer(msg.sender, to, amount);
        return true;
    }

    /// The poisoning trick: a transfer "from" somebody else, of nothing.
    function poison(address from, address to) external {
        emit Transfer(from, to, 0);
    }
}

/// `transfer` returns false, moves nothing, emits nothing; the transaction itself succeeds.
contract FalseToken {
    string public name = "False Token";
    string public symbol = "NOPE";
    uint8 public constant decimals = 18;
    mapping(address => uint256) public balanceOf;

    function transfer(address, uint256) external pure returns (bool) {
        return false;
    }
}

/// Calls others: swallows their failure, so that the outer transaction succeeds although the inner one was reverted.
contract Caller {
    /// Makes a call and then reverts it, from inside a transaction that succeeds.
    function callAndRevert(address target, bytes calldata data) external payable {
        try this.inner(target, data) {} catch {}
    }

    function inner(address target, bytes calldata data) external {
        (bool ok, ) = target.call(data);
        require(ok, "inner call failed");
        revert("undone");
    }

    /// Sends native coin by an internal call.
    function forward(address payable to) external payable {
        (bool ok, ) = to.call{value: msg.value}("");
        require(ok, "forward failed");
    }

    /// Several calls in one transaction.
    function callMany(address target, bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; i++) {
            (bool ok, ) = target.call(calls[i]);
            require(ok, "call failed");
        }
    }
}
